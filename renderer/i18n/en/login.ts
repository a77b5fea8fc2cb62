export const login = {
  user: 'User',
  method: 'Log in with',
  methods: {
    key: 'Private key',
    password: 'Password',
    agent: 'SSH agent',
  },
  agentHint: 'The keys of the SSH agent on the computer where Clusterdesk runs.',
  privateKey: 'Private key',
  privateKeyHint: 'Kept encrypted, and used for nothing but the login to these machines.',
  chooseKeyFile: 'Choose a key file',
  keyLoaded: 'Key read from {{name}}.',
  passphrase: 'Passphrase of the key',
  password: 'Password',
  sudoPassword: 'Password for sudo',
  sudoHint: 'Only if the user is not root and sudo asks for one.',
};

export const registries = {
  ofRegistry: '{{label}} of registry {{n}}',
  title: 'Registries',
  hint: 'Image registries the machines may use. Public ones need no entry.',
  add: 'Add a registry',
  remove: 'Remove registry {{n}}',
  address: 'Address',
  name: 'Name',
  trustLabel: 'Security',
  trust: {
    public: 'Certificate of a public authority',
    ca: 'Certificate of this authority',
    insecure: 'Insecure: no encryption or no check',
  },
  caText: 'Certificate of the authority (PEM)',
  user: 'User name',
  password: 'Registry password',
};

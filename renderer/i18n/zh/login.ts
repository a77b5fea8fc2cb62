export const login = {
  user: '用户',
  method: '登录凭据',
  methods: {
    key: '私钥',
    password: '密码',
    agent: 'SSH 代理',
  },
  agentHint: '使用运行 Clusterdesk 的计算机上 SSH 代理中的密钥。',
  privateKey: '私钥',
  privateKeyHint: '加密保存，仅用于登录这些机器。',
  chooseKeyFile: '选择私钥文件',
  keyLoaded: '已读取 {{name}} 中的私钥。',
  passphrase: '私钥口令',
  password: '密码',
  sudoPassword: 'sudo 密码',
  sudoHint: '仅当用户不是 root 且 sudo 需要密码时填写。',
};

export const create = {
  title: '创建集群',
  intro: '通过 SSH 使用您自己的 Linux 机器。先生成计划；在您同意之前不会做任何更改。',
  step: '创建',
  cluster: '集群',
  name: '集群名称',
  nameHint: '字母、数字和连字符，最多 32 个。',
  category: '类型',
  categories: {
    compact: {
      title: '精简',
      text: '1 个主节点，至少 2 台机器。适合测试和小团队。',
    },
    ha: {
      title: '高可用',
      text: '3 或 5 个主节点，至少 5 台机器。失去一个主节点仍可继续运行。',
    },
  },
  stack: '技术栈',
  stacks: {
    swarm: {
      title: 'Docker Swarm',
      text: '推荐。只需要 Docker，缺少时会自动安装。',
    },
    dcos: {
      title: 'DC/OS',
      text: 'Mesos、Marathon 和 ZooKeeper。此版本暂不提供。',
    },
  },
  nodesTable: '集群的机器',
  rolesHint: '主节点管理集群，共享节点接收外部流量，工作节点承担其余负载。',
  policy: '主机密钥',
  policies: {
    'accept-new': '首次连接时信任主机并记住其密钥',
    pin: '仅允许已在此处固定密钥的主机',
  },
  leaveTitle: '不创建集群就离开？',
  plan: '{{name}} 的计划',
  submit: '创建集群',
};

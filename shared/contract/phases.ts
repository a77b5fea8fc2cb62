/** Every phase there is, with its title in the page's languages. */
export const phaseTitles = {
  connect: { en: 'Connect and verify the host key', zh: '连接并核对主机密钥' },
  preflight: { en: 'Check the host', zh: '检查主机' },
  claim: { en: 'Mark the host as ours', zh: '登记主机归属' },
  hostname: { en: 'Set the host name', zh: '设置主机名' },
  'install-docker': { en: 'Install Docker', zh: '安装 Docker' },
  'configure-docker': { en: 'Configure Docker', zh: '配置 Docker' },
  'authorize-keys': { en: 'Add public keys', zh: '添加公钥' },
  'swarm-init': { en: 'Start the swarm', zh: '创建 Swarm' },
  'swarm-join': { en: 'Join the swarm', zh: '加入 Swarm' },
  'label-nodes': { en: 'Label the node', zh: '设置节点标签' },
  'verify-cluster': { en: 'Verify the node', zh: '验证节点' },
  'drain-nodes': { en: 'Drain the node', zh: '排空节点' },
  'swarm-leave': { en: 'Leave the swarm', zh: '离开 Swarm' },
  'forget-node': { en: 'Take the node off the list', zh: '从节点列表中移除' },
  'revoke-keys': { en: 'Remove public keys', zh: '移除公钥' },
  'restore-docker': { en: 'Restore the Docker configuration', zh: '恢复 Docker 配置' },
  'restore-hostname': { en: 'Restore the host name', zh: '恢复主机名' },
  'remove-docker': { en: 'Remove the packages we installed', zh: '移除我们安装的软件包' },
  release: { en: 'Give the host back', zh: '归还主机' },
} as const;

export type PhaseName = keyof typeof phaseTitles;
export const phaseNames = Object.keys(phaseTitles) as [PhaseName, ...PhaseName[]];

function isPhase(name: string): name is PhaseName {
  return Object.hasOwn(phaseTitles, name);
}

/** A phase's title; the name itself for one that this version of the program does not know. */
export function phaseTitle(name: string, language: 'en' | 'zh'): string {
  return isPhase(name) ? phaseTitles[name][language] : name;
}

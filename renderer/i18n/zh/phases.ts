import type { PhaseName } from '../../../shared/contract/phases.ts';

/** Titles of the phases; the English ones stand in the contract, since the API gives them too. */
export const phases: Record<PhaseName, string> = {
  connect: '连接并核对主机密钥',
  preflight: '检查主机',
  claim: '登记主机归属',
  hostname: '设置主机名',
  'install-docker': '安装 Docker',
  'configure-docker': '配置 Docker',
  'authorize-keys': '添加公钥',
  'swarm-init': '创建 Swarm',
  'swarm-join': '加入 Swarm',
  'label-nodes': '设置节点标签',
  'verify-cluster': '验证节点',
  'verify-network': '测试主机之间的端口',
  'drain-nodes': '排空节点',
  'swarm-leave': '离开 Swarm',
  'forget-node': '从节点列表中移除',
  'revoke-keys': '移除公钥',
  'restore-docker': '恢复 Docker 配置',
  'restore-hostname': '恢复主机名',
  'remove-docker': '移除我们安装的软件包',
  release: '归还主机',
};

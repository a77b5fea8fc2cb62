import { ec2Keys, openstackKeys } from '../provider.ts';

/** Examples that several calls of the OpenAPI document share. */
const ids = {
  cluster: '59bb43f8284ae3000bf663ea',
  user: '59bb4331403cba000a116359',
  tenant: '59bb4330403cba000a116355',
};

const owner = { user_id: ids.user, tenant_id: ids.tenant };
const times = { time_create: '2026-09-15T03:07:36Z', time_update: '2026-09-15T04:24:31Z' };

export const exampleCluster = {
  _id: ids.cluster,
  name: 'cluster',
  owner: 'sysadmin',
  endPoint: '192.168.10.212',
  instances: 2,
  pubkeyId: [],
  providerId: '',
  details: '',
  status: 'RUNNING',
  type: 'customized',
  createCategory: 'compact',
  stack: 'swarm',
  ...owner,
  ...times,
  dockerRegistries: [],
  setProjectvalue: { cmi: false },
  actions: ['addHosts', 'removeHosts', 'delete'],
};

export const exampleClusterBody = {
  name: 'cluster',
  type: 'customized',
  createCategory: 'compact',
  stack: 'swarm',
  masterCount: 1,
  sharedCount: 1,
  pureslaveCount: 0,
  masterNodes: [{ ip: '192.168.10.212', sshUser: 'root', password: 'of the machine' }],
  sharedNodes: [{ ip: '192.168.10.213', sshUser: 'root', password: 'of the machine' }],
};

const exampleHostCommon = {
  hostName: 'f-952748725-cluster-sysadmin',
  clusterId: ids.cluster,
  clusterName: 'cluster',
  status: 'RUNNING',
  ip: '192.168.10.213',
  privateIp: '192.168.10.213',
  isMasterNode: false,
  isSlaveNode: true,
  isSharedNode: true,
  isFullfilled: true,
  isClientNode: false,
  ...owner,
  type: 'customized',
  ...times,
};

export const exampleHost = {
  _id: '59bb43f8284ae3000bf663ec',
  ...exampleHostCommon,
  isMonitorServer: false,
  sshUser: 'root',
};

export const exampleHostListItem = {
  hostId: '59bb43f8284ae3000bf663ec',
  ...exampleHostCommon,
  task: 3,
  cpu: '0.3/4',
  memory: '712/2927',
  gpu: '0/0',
  tag: ['lb=enable', 'public_ip=true'],
  pubkeyName: '',
};

export const exampleOperation = {
  _id: '59bb43f8284ae3000bf663ed',
  clusterId: ids.cluster,
  clusterName: 'cluster',
  kind: 'create-cluster',
  state: 'running',
  actions: ['cancel'],
  error: null,
  user_id: ids.user,
  ...times,
  time_end: null,
};

export const exampleLogLine = {
  seq: 7,
  operationId: exampleOperation._id,
  time: '2017-09-15T03:07:36.120Z',
  type: 'log' as const,
  phase: 'install-docker' as const,
  hostId: '59bb43f8284ae3000bf663eb',
  host: '192.168.10.212',
  line: 'Setting up docker.io ...',
};

export const examplePubkey = {
  _id: '59c35fc5284ae3000bf663fc',
  pubkeyValue:
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJK1tS8Ygm8sCzsDpZPQFBYjIDzKpM8YEXm7sHNyUFqk me@laptop',
  name: 'pubkey',
  owner: 'sysadmin',
  isuse: false,
  ...owner,
  ...times,
  algorithm: 'ssh-ed25519',
  bits: 256,
  fingerprint: 'SHA256:Uq5Yq2bnOGVjT4wa8sZVwlZvF3PpDLyv3Iq3g5gLC0w',
};

export const exampleRegistry = {
  _id: '59bb43f8284ae3000bf663e7',
  name: 'registry_name',
  registry: '192.168.10.95:5000',
  secure: false,
  ca_text: '',
  username: '',
  password: '',
  ...owner,
  isUse: false,
  isSystemRegistry: true,
  TimeCreate: times.time_create,
};

const googleInfo = {
  'google-project': 'project',
  'google-zone': 'us-central1-a',
  'google-machine-type': 'n1-standard-1',
  'google-machine-image': 'image',
  'google-network': 'default',
  'google-username': 'docker-user',
  'google-disk-size': '10',
  'google-disk-type': 'pd-standard',
  'google-use-internal-ip': 'false',
};

export const exampleProviderBody = {
  name: 'provider',
  type: 'google',
  sshUser: 'root',
  user_id: ids.user,
  googleInfo: { ...googleInfo, 'google-application-credentials': '{"type":"service_account"}' },
};

const blank = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, '']));

export const exampleProvider = {
  _id: '59c3556b284ae3000bf663f9',
  name: 'provider',
  type: 'google',
  sshUser: 'root',
  openstackInfo: blank(openstackKeys),
  awsEc2Info: blank(ec2Keys),
  googleInfo: { ...googleInfo, 'google-application-credentials': '******' },
  ...owner,
  ...times,
};

export const exampleAddHostsBody = {
  sharedCount: 0,
  pureslaveCount: 1,
  addMode: 'reuse',
  pureslaveNodes: exampleClusterBody.sharedNodes,
};

export const exampleComponents = {
  userName: exampleCluster.owner,
  clusterName: exampleCluster.name,
  clusterId: ids.cluster,
  componentStatus: [
    { componentName: 'docker', imageName: 'docker', ip: '192.168.10.212', status: 'Healthy' },
  ],
};

export const exampleStacks = [
  {
    name: 'swarm',
    available: true,
    title: 'Docker Swarm',
    needs: ['Linux hosts with systemd and SSH, a user who may sudo'],
  },
];

export const exampleLogEntry = {
  _id: '598bd536f5528800083d58b4',
  clusterName: exampleCluster.name,
  clusterId: ids.cluster,
  operateType: 'create_cluster',
  queryType: 'cluster',
  userName: exampleCluster.owner,
  ...owner,
  status: 'success',
  comments: '',
  time_create: '2026-08-10T03:38:30Z',
  time_update: '2026-08-10T03:41:02Z',
};

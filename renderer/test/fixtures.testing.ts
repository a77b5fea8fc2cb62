import { clusterActions, type Cluster } from '../../shared/contract/cluster.ts';
import type { HostListItem } from '../../shared/contract/host.ts';
import {
  operationSummary,
  type Operation,
  type OperationSummary,
  type Step,
  type StepState,
} from '../../shared/contract/operation.ts';
import { phaseTitles, type PhaseName } from '../../shared/contract/phases.ts';
import type { ProcedureOutput } from '../../shared/contract/rpc.ts';

/** A 24-digit id that ends in the given number. */
export function id(n: number): string {
  return n.toString(16).padStart(24, '0');
}

export const info: ProcedureOutput<'app.info'> = {
  version: '0.1.0',
  url: 'http://127.0.0.1:10002',
  user: { _id: id(1), name: 'sysadmin' },
  vault: 'keychain',
  shell: 'browser',
};

export function cluster(values: Partial<Cluster> = {}): Cluster {
  return {
    _id: id(100),
    name: 'staging',
    owner: 'sysadmin',
    endPoint: '10.0.0.11',
    instances: 3,
    pubkeyId: [],
    providerId: '',
    details: '',
    status: 'RUNNING',
    type: 'customized',
    createCategory: 'compact',
    stack: 'swarm',
    user_id: id(1),
    tenant_id: id(2),
    time_create: '2026-11-23T10:00:00Z',
    time_update: '2026-11-23T10:00:00Z',
    dockerRegistries: [],
    setProjectvalue: { cmi: false },
    actions: [...clusterActions],
    ...values,
  };
}

export function host(values: Partial<HostListItem> = {}): HostListItem {
  return {
    hostId: id(200),
    hostName: 'node-1',
    clusterId: id(100),
    clusterName: 'staging',
    status: 'RUNNING',
    ip: '10.0.0.11',
    privateIp: '10.0.0.11',
    isMasterNode: true,
    isSlaveNode: false,
    isSharedNode: false,
    isFullfilled: true,
    isClientNode: true,
    user_id: id(1),
    tenant_id: id(2),
    type: 'customized',
    time_create: '2026-11-23T10:00:00Z',
    time_update: '2026-11-23T10:00:00Z',
    task: 4,
    cpu: '0.5/2',
    memory: '1024/3936',
    gpu: '',
    tag: null,
    pubkeyName: '',
    ...values,
  };
}

export function step(phase: PhaseName, hostId: string, values: Partial<Step> = {}): Step {
  const states: StepState[] = ['pending', 'skipped'];
  const ended = !states.includes(values.state ?? 'pending') && values.state !== 'running';
  const started = ended || values.state === 'running';
  return {
    phase,
    subject: '',
    hostId,
    host: `10.0.0.${Number.parseInt(hostId, 16) - 189}`,
    state: 'pending',
    attempt: started ? 1 : 0,
    startedAt: started ? '2026-11-23T10:00:05.000Z' : null,
    endedAt: ended ? '2026-11-23T10:00:12.000Z' : null,
    errors: [],
    changes: [],
    ...values,
  };
}

/** A creation on three hosts (ids 200 to 202) with a few phases, all still waiting. */
export function operation(values: Partial<Operation> = {}): Operation {
  const names: PhaseName[] = ['connect', 'preflight', 'install-docker', 'swarm-init', 'swarm-join'];
  return {
    _id: id(300),
    clusterId: id(100),
    clusterName: 'staging',
    kind: 'create-cluster',
    state: 'running',
    phases: names.map((name) => ({
      name,
      subject: '',
      title: phaseTitles[name],
      steps: [200, 201, 202]
        .filter((n) => (name === 'swarm-init' ? n === 200 : name !== 'swarm-join' || n !== 200))
        .map((n) => step(name, id(n))),
    })),
    actions: ['cancel'],
    error: null,
    user_id: id(1),
    time_create: '2026-11-23T10:00:00Z',
    time_update: '2026-11-23T10:00:00Z',
    time_end: null,
    ...values,
  };
}

export function summary(values: Partial<Operation> = {}): OperationSummary {
  return operationSummary.parse(operation(values));
}

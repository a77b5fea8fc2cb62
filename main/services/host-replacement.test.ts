import { expect, test } from 'vitest';
import type { NodeInput } from '../../shared/contract/node.ts';
import { someCluster, someHost } from '../store/fixtures.testing.ts';
import type { HostRecord } from '../store/hosts.ts';
import { refusal, refusedFields } from './fixtures.testing.ts';
import { replaceable, replacementDraft } from './host-replacement.ts';

const cluster = someCluster();

function masters(...running: boolean[]): HostRecord[] {
  return running.map((runs, index) =>
    someHost(cluster, {
      ip: `10.0.0.${index + 1}`,
      isMaster: true,
      isSlave: false,
      isShared: false,
      isClient: index === 0,
      nodeId: `node${index}`,
      status: runs ? 'RUNNING' : 'FAILED',
    }),
  );
}

test.each([
  [[true], false],
  [[true, true], false],
  [[true, true, true], true],
  [[true, false, true], false],
  [[true, true, true, false, true], true],
  [[true, true, false, false, true], false],
] as const)('the first of masters that run: %j can be replaced: %s', (running, can) => {
  const hosts = masters(...running);
  const id = hosts[0]?.id ?? '';
  expect(refusal(() => replaceable(hosts, id))).toBe(can ? undefined : 'E50108');
});

test('a master that was given back is counted no more', () => {
  const hosts = masters(true, true, true, false);
  const gone = hosts.with(3, { ...(hosts[3] as HostRecord), status: 'TERMINATED' });
  expect(refusal(() => replaceable(gone, hosts[0]?.id ?? ''))).toBeUndefined();
});

test('a slave is replaced whatever the masters do, and what is no node not at all', () => {
  const slave = someHost(cluster, { isMaster: false, nodeId: 'node9' });
  const hosts = [...masters(true), slave];
  expect(replaceable(hosts, slave.id)).toBe(slave);
  const failed = { ...slave, nodeId: '' };
  expect(refusal(() => replaceable([failed], slave.id))).toBe('E50103');
  expect(refusal(() => replaceable(hosts, 'unknown'))).toBe('E50103');
});

const node: NodeInput = { ip: '10.0.0.9', sshUser: 'root', port: 22, password: 'x' };
const keyById = () => ({ code: 'E52003' as const, fault: 'there is no such key' });
const noHosts = { findLive: () => undefined };

test('the machine that comes gets the role of the one that goes, and joins', () => {
  const [lost] = masters(true) as [HostRecord];
  const { host } = replacementDraft(lost, node, { cluster, keyById }, noHosts);
  expect(host).toMatchObject({ isMaster: true, isClient: false, nodeId: '', ip: '10.0.0.9' });
  const shared = someHost(cluster, { isMaster: false, isShared: true, tags: ['a=b'] });
  const second = replacementDraft(shared, node, { cluster, keyById }, noHosts);
  expect(second.host).toMatchObject({ isMaster: false, isShared: true, tags: ['a=b'] });
});

test('all that is wrong with it is told at its own field', () => {
  const [lost] = masters(true) as [HostRecord];
  const taken = { findLive: () => lost };
  const silent = { ...node, password: undefined };
  expect(refusedFields(() => replacementDraft(lost, silent, { cluster, keyById }, taken))).toEqual([
    'node.ip',
    'node.privateKey',
  ]);
});

import { expect, test } from 'vitest';
import type { Operation, OperationEvent, Step } from '../../shared/contract/operation.ts';
import { cut, mend, type Lab } from '../lab/index.ts';
import type { Api } from './support/api.ts';
import { addressOf, compactBody, deployNode, operatorNode, rootNode } from './support/bodies.ts';
import { changesSince, hasUsedSudo, onHost, snapshots, swarmNodes } from './support/hosts.ts';
import { tell } from './support/timings.ts';
import { describeOnHosts } from './support/world.ts';

const CANCEL_MS = 2000;

const stepsOf = ({ phases }: Operation): Step[] => phases.flatMap(({ steps }) => steps);

/** An installation is in the middle of its work on a host. */
function isInstalling(event: OperationEvent): boolean {
  const { type } = event;
  return type === 'log' && event.phase === 'install-docker' && event.line.startsWith('Unpacking');
}

/** What of ours runs on a host: the commands of package managers, and scripts with our mark. */
async function processesOfOurs(lab: Lab): Promise<string[]> {
  const script = 'ps -eo pid=,args= | grep -E "apt-get|dpkg|clusterdesk|sh -c" | grep -v grep || :';
  const found = lab.hosts.map(async ({ index }) => {
    const lines = (await onHost(lab, index, script)).split('\n');
    // the shell that runs this very script
    return lines
      .filter((line) => line !== '' && !line.includes('ps -eo'))
      .map((line) => `${index}: ${line}`);
  });
  return (await Promise.all(found)).flat();
}

async function expectThreeReady(lab: Lab): Promise<void> {
  const nodes = await swarmNodes(lab);
  expect(nodes.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
}

async function giveBack(api: Api, id: string): Promise<void> {
  expect(await api.ended(await api.remove(id))).toMatchObject({ state: 'succeeded', error: null });
}

const HOSTS = {
  hosts: [{}, { docker: false }, { docker: false }],
  registry: true,
  spoils: 'all' as const,
};

describeOnHosts('the levers of an operation', HOSTS, (world) => {
  test('cancel stops what runs on the hosts within two seconds, retry goes on', async () => {
    const { lab } = world;
    await hasUsedSudo(lab, 2);
    const before = await snapshots(lab);
    const api = await world.station().start();
    const { id, operationId } = await api.create(
      compactBody(lab, {
        sharedNodes: [deployNode(lab, 2)],
        pureslaveNodes: [operatorNode(lab, 3)],
      }),
    );
    await api.eventWhen(operationId, isInstalling);

    const asked = Date.now();
    await api.steer(operationId, 'cancel');
    const cancelled = await api.ended(operationId);
    expect(await processesOfOurs(lab)).toEqual([]);
    expect(cancelled).toMatchObject({
      state: 'cancelled',
      error: { code: 'OPERATION_CANCELLED' },
    });
    const ended = stepsOf(cancelled).flatMap(({ endedAt }) =>
      endedAt ? [Date.parse(endedAt)] : [],
    );
    const latency = Math.max(...ended) - asked;
    tell(`cancel took effect after ${latency} ms`);
    expect(latency).toBeLessThan(CANCEL_MS);
    const states = new Set(stepsOf(cancelled).map(({ state }) => state));
    expect(states).toContain('cancelled');
    expect(states).not.toContain('running');
    expect(await api.cluster(id)).toMatchObject({ status: 'FAILED', instances: 0 });
    expect(await api.call('POST', `/v1/operations/${operationId}/cancel`)).toMatchObject({
      status: 409,
      error: { code: 'E60001' },
    });

    await api.steer(operationId, 'retry');
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
    expect(await api.cluster(id)).toMatchObject({ status: 'RUNNING', instances: 3 });
    await expectThreeReady(lab);
    await giveBack(api, id);
    expect(await changesSince(before, lab)).toEqual([]);
  });

  test('rolling back what was cancelled within an installation leaves no half of it', async () => {
    const { lab } = world;
    const before = await snapshots(lab);
    const api = await world.station().start();
    const { operationId } = await api.create(compactBody(lab));
    await api.eventWhen(operationId, isInstalling);
    await api.steer(operationId, 'cancel');
    expect(await api.ended(operationId)).toMatchObject({ state: 'cancelled' });
    await api.steer(operationId, 'rollback');
    expect(await api.ended(operationId)).toMatchObject({ state: 'rolled-back', error: null });
    expect(await changesSince(before, lab)).toEqual([]);
    for (const index of [2, 3]) {
      expect(await onHost(lab, index, 'dpkg --audit; command -v dockerd || echo none')).toBe(
        'none',
      );
    }
  });

  test('rolling back a failed creation leaves the hosts as they were', async () => {
    const { lab } = world;
    const before = await snapshots(lab);
    const api = await world.station().start();
    const closed = lab.registry?.closed;
    // refused late: Docker is installed and configured by then
    const registry = {
      name: 'closed',
      registry: closed?.address,
      username: closed?.user,
      password: 'not this one',
    };
    const { id, operationId } = await api.create(
      compactBody(lab, {
        masterNodes: [{ ...rootNode(lab, 1), hostname: 'rolled-back' }],
        dockerRegistries: [registry],
      }),
    );
    const failed = await api.ended(operationId);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'REGISTRY_LOGIN_REFUSED' } });
    expect(await onHost(lab, 2, 'command -v dockerd')).toContain('dockerd');
    expect(await changesSince(before, lab)).not.toEqual([]);

    expect(await api.steer(operationId, 'rollback')).toMatchObject({ state: 'rolling-back' });
    const undone = await api.ended(operationId);
    expect(undone).toMatchObject({ state: 'rolled-back', error: null });
    expect(new Set(stepsOf(undone).map(({ state }) => state))).toEqual(
      new Set(['undone', 'pending']),
    );
    expect(await changesSince(before, lab)).toEqual([]);
    expect(await onHost(lab, 1, 'hostname')).toBe('node1');
    expect(await onHost(lab, 2, 'command -v dockerd || echo none')).toBe('none');
    expect(await api.cluster(id)).toMatchObject({ status: 'TERMINATED' });
  });

  test('a creation whose host was cut off is finished by a retry', async () => {
    const { lab } = world;
    const api = await world.station().start({ args: ['--retry-limit', '2'] });
    const { id, operationId } = await api.create(compactBody(lab));
    await api.eventWhen(operationId, (event) => isInstalling(event) && isAbout(event, lab, 2));
    await cut(lab.name, 2);
    try {
      const failed = await api.ended(operationId);
      expect(failed).toMatchObject({ state: 'failed', error: { host: addressOf(lab, 2) } });
      expect(['HOST_CONNECTION_LOST', 'HOST_UNREACHABLE']).toContain(failed.error?.code);
      // the others went on as far as they can without it
      const others = stepsOf(failed).filter(({ host }) => host !== addressOf(lab, 2));
      expect(others.filter(({ state }) => state === 'failed')).toEqual([]);
    } finally {
      await mend(lab.name, 2);
    }
    await api.steer(operationId, 'retry');
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
    await expectThreeReady(lab);
    await giveBack(api, id);
  });
});

function isAbout(event: OperationEvent, lab: Lab, index: number): boolean {
  return event.type === 'log' && event.host === addressOf(lab, index);
}

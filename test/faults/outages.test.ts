import { beforeAll, expect, test } from 'vitest';
import type { Operation } from '../../shared/contract/operation.ts';
import type { PhaseName } from '../../shared/contract/phases.ts';
import { cut, mend, powerOff, powerOn, type Lab } from '../lab/index.ts';
import type { Api } from '../integration/support/api.ts';
import { addressOf, compactBody } from '../integration/support/bodies.ts';
import { onHost } from '../integration/support/hosts.ts';
import { phaseTimes, tell } from '../integration/support/timings.ts';
import { describeOnHosts } from '../integration/support/world.ts';
import { failedStep } from './support/rounds.ts';
import { compareSection } from './support/table.ts';

/** Longer than a lab host takes to boot, also on a machine that is busy. */
const PATIENCE = 30;
const [REBOOTED, CABLE, GONE, WALLED] = [3, 4, 5, 6];
const BARE = { docker: false };

/** The moment in which a host is in the middle of something. */
async function midway(api: Api, lab: Lab, id: string, host: number, words: RegExp): Promise<void> {
  const event = await api.eventWhen(
    id,
    (one) => one.type === 'log' && one.host === addressOf(lab, host) && words.test(one.line),
  );
  expect(event).toMatchObject({ type: 'log', phase: 'install-docker' });
}

const stepOf = (operation: Operation, phase: PhaseName, host: string) =>
  operation.phases.find(({ name }) => name === phase)?.steps.find((step) => step.host === host);

const hosts = [{}, {}, BARE, BARE, BARE, {}];

describeOnHosts('outages', { hosts, spoils: 'all' }, (world) => {
  let api: Api;
  let operationId: string;
  let clusterId: string;
  let first: Operation;

  beforeAll(async () => {
    const { lab } = world;
    api = await world.station().start({ args: ['--retry-limit', String(PATIENCE)] });
    await onHost(lab, WALLED, `ip route add unreachable ${addressOf(lab, 1)}`);
    const pure = [REBOOTED, CABLE, GONE, WALLED];
    const started = await api.create(compactBody(lab, { name: 'outages' }, pure));
    ({ operationId, id: clusterId } = started);
    const passing = async (host: number, away: () => Promise<void>, back: () => Promise<void>) => {
      await midway(api, lab, operationId, host, /^Unpacking/);
      await away();
      await midway(api, lab, operationId, host, /connection to the host broke.* Trying again/);
      await back();
    };
    await Promise.all([
      passing(
        REBOOTED,
        () => powerOff(lab.name, REBOOTED),
        () => powerOn(lab.name, REBOOTED),
      ),
      passing(
        CABLE,
        () => cut(lab.name, CABLE),
        () => mend(lab.name, CABLE),
      ),
      midway(api, lab, operationId, GONE, /^Unpacking/).then(() => powerOff(lab.name, GONE)),
    ]);
    first = await api.ended(operationId);
    tell(phaseTimes(first));
  });

  test('a host that dies in the middle and comes back is gone on with', () => {
    const step = stepOf(first, 'verify-cluster', addressOf(world.lab, REBOOTED));
    expect(step).toMatchObject({ state: 'done', attempt: 1 });
  });

  test('a network that is cut and mended is no more than a pause', () => {
    const step = stepOf(first, 'verify-cluster', addressOf(world.lab, CABLE));
    expect(step).toMatchObject({ state: 'done', attempt: 1 });
  });

  test('a host that stays away is given up, and the others go on', async () => {
    expect(failedStep(first, addressOf(world.lab, GONE))).toMatchObject({
      phase: 'install-docker',
      errors: [
        {
          code: 'HOST_UNREACHABLE',
          message: expect.stringMatching(/does not answer on port 22\. Given up after \d+ s\./),
          fix: expect.stringContaining('the machine is on'),
        },
      ],
    });
    expect(first.state).toBe('partial');
    const cluster = await api.cluster(clusterId);
    expect(cluster).toMatchObject({ status: 'RUNNING', instances: 4 });
  });

  test('a host that does not reach the master cannot join, and is told why', () => {
    expect(failedStep(first, addressOf(world.lab, WALLED))?.errors).toMatchObject([
      {
        code: 'HOST_PEER_UNREACHABLE',
        step: 'swarm-join',
        fix: expect.stringContaining('2377'),
      },
    ]);
  });

  test('a retry finishes both, and tells of the peer that one of them does not reach', async () => {
    const { lab } = world;
    await powerOn(lab.name, GONE);
    await onHost(lab, GONE, `ip route add unreachable ${addressOf(lab, WALLED)}`);
    await onHost(lab, WALLED, `ip route del unreachable ${addressOf(lab, 1)}`);
    await api.steer(operationId, 'retry');
    const operation = await api.ended(operationId);
    const open = operation.phases
      .flatMap(({ steps }) => steps)
      .filter(({ state }) => state !== 'done' && state !== 'skipped');
    expect(open).toEqual([]);
    const warning = await api.eventWhen(
      operationId,
      (one) =>
        one.type === 'log' && one.phase === 'verify-network' && one.line.startsWith('Warning'),
    );
    expect(warning).toMatchObject({
      host: addressOf(lab, GONE),
      line: expect.stringContaining(`TCP port 7946 of ${addressOf(lab, WALLED)} does not answer`),
    });
    expect(await api.cluster(clusterId)).toMatchObject({ status: 'RUNNING', instances: 6 });
  });

  test('docs/faults.md tells it like this', () => {
    const told = (host: number) => failedStep(first, addressOf(world.lab, host))?.errors[0];
    const { documented, seen } = compareSection('Outages', [
      {
        fault: 'A host dies in the middle of a step and comes back',
        problem: undefined,
        instead:
          'A line in the log: the connection broke, trying again. The step goes on when the host answers.',
        left: 'nothing',
        repair: 'None is needed within two minutes',
      },
      {
        fault: 'The network is cut in the middle of a step and mended',
        problem: undefined,
        instead: 'The same. What ran on the host in the meantime is waited for.',
        left: 'nothing',
        repair: 'None is needed within two minutes',
      },
      {
        fault: 'A host dies in the middle of a step and stays away',
        problem: told(GONE),
        left: 'the marker, with what was begun',
        repair: 'Switch it on; retry. Or remove the host, written off',
      },
      {
        fault: 'A host does not reach the master',
        problem: told(WALLED),
        left: 'the marker, Docker configured',
        repair: 'Open the ports between the hosts; retry',
      },
      {
        fault: 'A host reaches the master, and not another host',
        problem: undefined,
        instead: 'The cluster stands. A warning in the log names the host, its peer and the port.',
        left: 'nothing',
        repair: 'Open the ports between the hosts',
      },
    ]);
    expect(documented).toBe(seen);
  });
});

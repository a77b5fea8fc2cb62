import { expect, test } from 'vitest';
import { createKeyPair } from '../../main/services/key-pairs.ts';
import type { Problem } from '../../shared/contract/errors.ts';
import type { NodeInputRaw } from '../../shared/contract/node.ts';
import type { Step } from '../../shared/contract/operation.ts';
import type { Lab } from '../lab/index.ts';
import { addressOf, compactBody, rootNode } from './support/bodies.ts';
import { tell } from './support/timings.ts';
import { describeOnHosts } from './support/world.ts';

interface Mistake {
  readonly what: string;
  readonly node: (lab: Lab) => NodeInputRaw;
  readonly code: Problem['code'];
  /** what the message and the fix have to name */
  readonly says: RegExp;
  readonly fix: RegExp;
  readonly withinMs: number;
}

const { privateKey: OTHER_KEY } = await createKeyPair('ed25519', 'nobody');
const NO_PORT = 2200;
const NO_HOST = 250;
const PIN = `SHA256:${'A'.repeat(43)}`;

const noHost = (lab: Lab) => lab.gateway.replace(/\d+$/, String(NO_HOST));

const MISTAKES: readonly Mistake[] = [
  {
    what: 'wrong key',
    node: (lab) => ({ ip: addressOf(lab, 2), privateKey: OTHER_KEY }),
    code: 'HOST_LOGIN_REFUSED',
    says: /does not let root in \(tried: key\)/,
    fix: /authorized_keys/,
    withinMs: 3000,
  },
  {
    what: 'wrong port',
    node: (lab) => ({ ...rootNode(lab, 3), port: NO_PORT }),
    code: 'HOST_PORT_REFUSED',
    says: /port 2200/,
    fix: /port/,
    withinMs: 3000,
  },
  {
    what: 'unreachable address',
    node: (lab) => ({ ...rootNode(lab, 3), ip: noHost(lab) }),
    code: 'HOST_UNREACHABLE',
    says: /port 22|no way/,
    fix: /address/,
    withinMs: 20_000,
  },
  {
    what: 'host key changed',
    node: (lab) => ({ ...rootNode(lab, 4), hostKey: PIN }),
    code: 'HOST_KEY_CHANGED',
    says: /shows the key SHA256:.* expected was SHA256:A/,
    fix: /ssh-keygen -lf/,
    withinMs: 4000,
  },
  {
    what: 'no sudo',
    node: (lab) => ({ ...rootNode(lab, 5), sshUser: 'nosudo' }),
    code: 'HOST_SUDO_REFUSED',
    says: /nosudo/,
    fix: /sudo/,
    withinMs: 5000,
  },
  {
    what: 'disk full',
    node: (lab) => rootNode(lab, 6),
    code: 'HOST_DISK_FULL',
    says: /MiB free, .* MiB are needed/,
    fix: /space/,
    withinMs: 5000,
  },
];

const took = ({ startedAt, endedAt }: Step) =>
  Date.parse(endedAt ?? '') - Date.parse(startedAt ?? '');

function tellRow(
  what: string,
  ms: number,
  { code, message, fix }: Pick<Problem, 'code' | 'message' | 'fix'>,
): void {
  tell(`| ${what} | ${(ms / 1000).toFixed(1)} s | ${code} | ${message} | ${fix} |`);
}

const HOSTS = [{}, {}, {}, {}, {}, { docker: false, diskMb: 200 }];

describeOnHosts('what a newcomer gets wrong', { hosts: HOSTS }, (world) => {
  test('is told for all hosts at once, with what to do, and changes nothing', async () => {
    const { lab } = world;
    const api = await world.station().start();
    const { id, operationId } = await api.create(
      compactBody(lab, { sharedNodes: MISTAKES.map((mistake) => mistake.node(lab)) }, []),
    );
    const operation = await api.ended(operationId);
    expect(operation.state).toBe('failed');
    const steps = operation.phases.flatMap((phase) => phase.steps);
    expect(steps.filter(({ phase, state }) => phase === 'claim' && state !== 'pending')).toEqual(
      [],
    );
    const master = steps.filter(({ host }) => host === addressOf(lab, 1));
    expect(master.filter(({ state }) => state === 'failed')).toEqual([]);
    const failed = steps.filter(({ state }) => state === 'failed');
    expect(failed.length).toBe(MISTAKES.length);
    tell('| mistake | told after | code | message | fix |\n| --- | --- | --- | --- | --- |');
    for (const mistake of MISTAKES) {
      const { ip } = mistake.node(lab);
      const step = failed.find(({ host }) => host === ip);
      const [problem] = step?.errors ?? [];
      if (!step || !problem) throw new Error(`nothing was told about: ${mistake.what}`);
      tellRow(mistake.what, took(step), problem);
      expect(problem).toMatchObject({ code: mistake.code, host: ip, step: step.phase });
      expect(problem.message).toMatch(mistake.says);
      expect(problem.fix).toMatch(mistake.fix);
      expect(took(step)).toBeLessThan(mistake.withinMs);
    }

    expect(await api.cluster(id)).toMatchObject({ status: 'FAILED' });
    // nothing was begun on any host, so there is nothing to be given back
    expect(await api.remove(id)).toBe('');
    expect(await api.cluster(id)).toMatchObject({ status: 'TERMINATED' });
  });

  test('an address that is given twice is told before anything is begun', async () => {
    const { lab } = world;
    const api = await world.station().start();
    const began = Date.now();
    const answer = await api.call(
      'POST',
      '/v1/cluster',
      compactBody(lab, { sharedNodes: [rootNode(lab, 1)] }, []),
    );
    const { error } = answer;
    expect(answer).toMatchObject({ status: 409, error: { code: 'E50019' } });
    expect(error?.details).toMatchObject([{ field: 'sharedNodes.0.ip' }]);
    expect(error?.errormsg).toContain('given twice, first as masterNodes.0');
    tellRow('address given twice', Date.now() - began, {
      code: 'E50019',
      message: error?.errormsg ?? '',
      fix: error?.fix ?? '',
    });
    expect((await api.must<unknown[]>('GET', '/v1/cluster')).data).toEqual([]);
  });
});

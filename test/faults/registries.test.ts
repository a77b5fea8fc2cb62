import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { OperationEvent } from '../../shared/contract/operation.ts';
import type { Lab } from '../lab/index.ts';
import { registryFolder } from '../lab/paths.ts';
import { addressOf, compactBody } from '../integration/support/bodies.ts';
import { onHost } from '../integration/support/hosts.ts';
import { describeOnHosts } from '../integration/support/world.ts';
import { failedStep } from './support/rounds.ts';
import { compareSection, type Row } from './support/table.ts';

const LOGINS = '/root/.docker/config.json';

/** Renames the only user that the closed registry knows. */
async function renameUser(lab: Lab, from: string, to: string): Promise<void> {
  const file = path.join(registryFolder(lab.name), 'htpasswd');
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
}

describeOnHosts('registries', { hosts: [{}, {}], registry: true, spoils: 'all' }, (world) => {
  const rows: Row[] = [];

  test('one that does not answer is told in the log, one that refuses the login fails', async () => {
    const { lab } = world;
    const { closed } = lab.registry ?? { closed: { address: '', user: '', password: '' } };
    const silent = `${lab.gateway}:5999`;
    const hosts = [1, 2].map((index) => addressOf(lab, index));
    const api = await world.station().start();
    await renameUser(lab, closed.user, 'somebody');

    const { id, operationId } = await api.create(
      compactBody(
        lab,
        {
          name: 'registries',
          dockerRegistries: [
            { name: 'silent', registry: silent },
            {
              name: 'closed',
              registry: closed.address,
              username: closed.user,
              password: closed.password,
            },
          ],
        },
        [],
      ),
    );
    const refused = await api.ended(operationId);
    for (const [at, host] of hosts.entries()) {
      const problem = failedStep(refused, host)?.errors[0];
      expect(problem).toMatchObject({
        code: 'REGISTRY_LOGIN_REFUSED',
        host,
        step: 'configure-docker',
        message: `${closed.address} does not let ${closed.user} in.`,
        cause: expect.stringMatching(/unauthorized|401/),
        fix: expect.stringContaining('password'),
      });
      expect(JSON.stringify(refused)).not.toContain(closed.password);
      expect(await onHost(lab, at + 1, `test -e ${LOGINS} && echo yes || echo no`)).toBe('no');
      if (at > 0) continue;
      rows.push({
        fault: 'A registry refuses the login',
        problem,
        left: 'the registries in daemon.json; no login is written',
        repair: 'Correct the account at the registry; retry',
      });
    }

    await renameUser(lab, 'somebody', closed.user);
    await api.steer(operationId, 'retry');
    expect((await api.ended(operationId)).state).toBe('succeeded');
    expect(await onHost(lab, 1, `grep -c ${closed.address} ${LOGINS}`)).toBe('1');

    const lines: OperationEvent[] = [];
    for await (const event of api.events(operationId)) lines.push(event);
    const told = lines.filter(
      (event) => event.type === 'log' && event.line.includes(`registry ${silent} does not answer`),
    );
    expect(new Set(told.map((event) => event.type === 'log' && event.host))).toEqual(
      new Set(hosts),
    );
    rows.push({
      fault: 'A registry does not answer from a host',
      problem: undefined,
      instead: 'A line in the log with the cause; the cluster needs no image from it and goes on.',
      left: 'the registry in daemon.json',
      repair: 'None is needed; images come once it answers',
    });
    const removed = await api.ended(await api.remove(id));
    expect(removed.state).toBe('succeeded');
    expect(await onHost(lab, 1, `test -e ${LOGINS} && echo yes || echo no`)).toBe('no');
  });

  test('docs/faults.md tells it like this', () => {
    const { documented, seen } = compareSection('Registries', rows);
    expect(documented).toBe(seen);
  });
});

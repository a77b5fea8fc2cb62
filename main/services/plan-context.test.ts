import { expect, test } from 'vitest';
import { openStore, someCluster, someHost } from '../store/fixtures.testing.ts';
import { planContext } from './plan-context.ts';

test('a new host is reached with the login of the request, a master with its stored one', () => {
  const { hostKeys } = openStore();
  const cluster = someCluster();
  const master = someHost(cluster, { ip: '10.0.0.1', isMaster: true });
  const fresh = someHost(cluster, { ip: '10.0.0.2' });
  const context = planContext(
    {
      cluster,
      hosts: [{ host: fresh, secrets: { password: 'from the request' } }],
      registries: [],
      takeOver: false,
    },
    [master],
    [],
    {
      hostKeys,
      controllerId: 'c'.repeat(24),
      storedLogin: ({ ip, port, sshUser }) => ({
        host: ip,
        port,
        user: sshUser,
        password: 'from the vault',
      }),
    },
  );
  const logins = [...context.hosts(), ...context.managers()].map((host) => context.login(host));
  expect(logins.map(({ host, password }) => [host, password])).toEqual([
    ['10.0.0.2', 'from the request'],
    ['10.0.0.1', 'from the vault'],
  ]);
});

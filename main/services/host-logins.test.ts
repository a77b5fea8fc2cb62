import { expect, test } from 'vitest';
import type { HostRecord } from '../store/hosts.ts';
import { someCluster, someHost } from '../store/fixtures.testing.ts';
import { loginOf, storeLogin } from '../fleet/logins.ts';
import { openFixture, refusal, refusedFields } from './fixtures.testing.ts';
import { createHostLoginService } from './host-logins.ts';

const [OLD, NEW, OTHER] = ['a', 'b', 'c'].map((letter) => `SHA256:${letter.repeat(43)}`) as [
  string,
  string,
  string,
];

function world(change: Partial<HostRecord> = {}) {
  const fixture = openFixture();
  const { stores, vault, logs, actor } = fixture;
  const { userId, tenantId } = actor;
  const cluster = someCluster({ userId, tenantId });
  stores.clusters.insert(cluster);
  const host = someHost(cluster, { userId, tenantId, ...change });
  stores.hosts.insert(host);
  const keyById = () => ({ code: 'E52003' as const, fault: 'there is no such key' });
  const service = createHostLoginService({ ...stores, vault, logs, keyById });
  const stored = () => loginOf(vault, stores.hosts.find(host.id) ?? host);
  return { ...fixture, cluster, host, service, stored };
}

test('a login takes the place of the whole one before it', () => {
  const { service, actor, cluster, host, vault, stored } = world();
  storeLogin(vault, host.id, { privateKey: 'the old key', passphrase: 'old' });
  const input = { sshUser: 'ops', port: host.port, password: 'new' };
  expect(service.setLogin(actor, cluster.id, host.id, input)).toMatchObject({ sshUser: 'ops' });
  const login = stored();
  expect(login).toMatchObject({ user: 'ops', password: 'new', sudoPassword: 'new' });
  expect([login.privateKey, login.passphrase]).toEqual([undefined, undefined]);
});

test('a login that says nothing to get in with, or names an unknown key, is refused and changes nothing', () => {
  const { service, actor, cluster, host, vault, stored } = world();
  storeLogin(vault, host.id, { password: 'old' });
  const set = (more: object) => () =>
    service.setLogin(actor, cluster.id, host.id, { sshUser: 'root', port: 22, ...more });
  expect(refusedFields(set({}))).toEqual(['privateKey']);
  expect(refusedFields(set({ keyId: 'x' }))).toEqual(['keyId']);
  expect(stored().password).toBe('old');
});

test('sshd on another port keeps the key that is pinned', () => {
  const { service, actor, cluster, host, stores } = world();
  stores.hostKeys.pin(host.ip, host.port, OLD, 'first-use');
  service.setLogin(actor, cluster.id, host.id, { sshUser: 'root', port: 2200, password: 'x' });
  expect(stores.hostKeys.find(host.ip, 2200)).toBe(OLD);
});

test.each([
  ['pinned at the first use', {}],
  ['given with the node', { login: { useAgent: false, hostKey: `${OLD}=` } }],
])('a key %s is replaced by the one that was compared with it', (_how, change) => {
  const { service, actor, cluster, host, stores, logs } = world(change);
  stores.hostKeys.pin(host.ip, host.port, OLD, 'first-use');
  const trust = (oldHostKey: string, newHostKey: string) => () =>
    service.trust(actor, cluster.id, host.id, { oldHostKey, newHostKey });
  expect(refusal(trust(OTHER, NEW))).toBe('E50107');
  expect(refusal(trust(`${OLD}=`, `${NEW}=`))).toBeUndefined();
  expect(stores.hostKeys.find(host.ip, host.port)).toBe(NEW);
  const own = stores.hosts.find(host.id)?.login.hostKey;
  expect(own === undefined || own === NEW).toBe(true);
  // twice is one time too many: the pin is another one by now
  expect(refusal(trust(OLD, OTHER))).toBe('E50107');
  const [entry] = logs.list(actor, {}).items;
  expect(entry).toMatchObject({ operateType: 'trust_host_key', status: 'success' });
});

test('hosts of others, of another cluster, and those that were given back are unknown', () => {
  const { service, actor, stranger, cluster, host, stores } = world();
  const keys = { oldHostKey: OLD, newHostKey: NEW };
  expect(refusal(() => service.trust(stranger, cluster.id, host.id, keys))).toBe('E50103');
  expect(refusal(() => service.trust(actor, host.id, host.id, keys))).toBe('E50103');
  stores.hosts.update(host.id, { status: 'TERMINATED' });
  expect(refusal(() => service.trust(actor, cluster.id, host.id, keys))).toBe('E50103');
});

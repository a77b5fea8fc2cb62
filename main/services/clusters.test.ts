import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { uploadPubkeyInput } from '../../shared/contract/pubkey.ts';
import { someCluster } from '../store/fixtures.testing.ts';
import { newId } from '../store/ids.ts';
import { node, openServices, PEM, request } from './cluster-fixtures.testing.ts';

/** The code of a refusal, and what it says of each field. */
function refusalOf(call: () => unknown) {
  try {
    call();
  } catch (error) {
    if (!(error instanceof ControlPlaneError)) throw error;
    const { code, details = [] } = error.problem;
    return { code, fields: details.map(({ field, code: own }) => `${field} ${own ?? 'E12002'}`) };
  }
  return { code: 'none', fields: [] };
}

async function world() {
  const { services, actor, ...rest } = await openServices();
  const { clusters } = services;
  const create = (change: Parameters<typeof request>[0] = {}) =>
    clusters.create(actor, request(change));
  const refused = (change: Parameters<typeof request>[0]) => refusalOf(() => create(change));
  return { ...rest, services, actor, create, refused };
}

const nodes = (count: number, from: number) =>
  Array.from({ length: count }, (_, index) => node(`10.0.1.${from + index}`));

test('a name is 1 to 32 letters, digits and hyphens', async () => {
  const { services, actor } = await world();
  const codeOf = (name: string) => refusalOf(() => services.clusters.checkName(actor, name)).code;
  for (const name of ['a', 'A-1', '-', 'x'.repeat(32)]) expect(codeOf(name)).toBe('none');
  for (const name of ['', 'x'.repeat(33), 'a b', 'a_b', 'ä', 'a.b', 'a\n', "a'"]) {
    expect(codeOf(name)).toBe('E50011');
  }
});

test('a name is unique among the unterminated clusters of a user', async () => {
  const { services, actor, create, refused, clusters } = await world();
  const { cluster } = create();
  const other = { masterNodes: [node('10.0.9.1')], sharedNodes: [node('10.0.9.2')] };
  expect(refused(other)).toEqual({ code: 'E50003', fields: ['name E50003'] });
  expect(refusalOf(() => services.clusters.checkName(actor, 'demo')).code).toBe('E50003');
  clusters.insert(someCluster({ name: 'theirs' }));
  expect(refusalOf(() => services.clusters.checkName(actor, 'theirs')).code).toBe('none');
  clusters.update(cluster._id, { status: 'TERMINATED' });
  expect(refused(other).code).toBe('none');
});

test('how many nodes of which kind a category takes', async () => {
  const { refused } = await world();
  const numbers = (createCategory: 'compact' | 'ha', m: number, s: number, p: number) =>
    refused({
      name: `c-${m}-${s}-${p}`,
      createCategory,
      masterNodes: nodes(m, 0),
      sharedNodes: nodes(s, 10),
      pureslaveNodes: nodes(p, 20),
    });
  const good = { code: 'none', fields: [] };
  const bad = (...fields: string[]) => ({
    code: 'E50010',
    fields: fields.map((f) => `${f} E50010`),
  });
  expect(numbers('compact', 0, 1, 1)).toEqual(bad('masterNodes'));
  expect(numbers('compact', 2, 1, 0)).toEqual(bad('masterNodes'));
  expect(numbers('compact', 1, 0, 1)).toEqual(bad('sharedNodes'));
  expect(numbers('compact', 1, 0, 0)).toEqual(bad('sharedNodes', 'masterNodes'));
  expect(numbers('ha', 1, 2, 2)).toEqual(bad('masterNodes'));
  expect(numbers('ha', 4, 1, 0)).toEqual(bad('masterNodes'));
  expect(numbers('ha', 3, 1, 0)).toEqual(bad('masterNodes'));
  expect(numbers('ha', 3, 1, 1)).toEqual(good);
});

test('counts that are sent agree with the lists', async () => {
  const { refused } = await world();
  expect(refused({ masterCount: 1, sharedCount: 1, pureslaveCount: 0 }).code).toBe('none');
  expect(
    refused({
      name: 'other',
      masterNodes: [node('h1')],
      sharedNodes: [node('h2')],
      masterCount: 3,
      pureslaveCount: 2,
    }),
  ).toEqual({
    code: 'E12002',
    fields: ['masterCount E12002', 'pureslaveCount E12002'],
  });
});

test('no machine twice, and none of an unterminated host, in whichever case it is written', async () => {
  const { create, refused, hosts } = await world();
  expect(
    refused({ sharedNodes: [node('Host-A')], pureslaveNodes: [node('b'), node('host-a')] }),
  ).toEqual({ code: 'E50019', fields: ['pureslaveNodes.1.ip E50019'] });
  const { cluster } = create({ masterNodes: [node('Master')] });
  const again = { name: 'other', masterNodes: [node('MASTER')], sharedNodes: [node('10.0.0.9')] };
  expect(refused(again)).toEqual({ code: 'E50019', fields: ['masterNodes.0.ip E50019'] });
  // the same address at another port is another machine, as behind a gateway
  expect(refused({ ...again, masterNodes: [node('master', { port: 2222 })] }).code).toBe('none');
  for (const host of hosts.ofCluster(cluster._id)) hosts.update(host.id, { status: 'TERMINATED' });
  expect(refused({ ...again, name: 'third', sharedNodes: [node('10.0.0.8')] }).code).toBe('none');
});

test('everything that is wrong is told at once, each with its field', async () => {
  const { refused, dump } = await world();
  const before = dump();
  const refusal = refused({
    name: 'not a name',
    user_id: newId(),
    stack: 'dcos',
    masterCount: 2,
    masterNodes: [node('same', { privateKey: 'hunter2' })],
    sharedNodes: [node('same'), node('open', { privateKey: undefined })],
    pureslaveNodes: [
      node('keyless', { privateKey: undefined, keyId: newId() }),
      node('jumping', { jump: { ip: 'gate' } }),
    ],
    pubkeyId: [newId()],
    dockerRegistries: [{ name: 'no address' }],
  });
  expect(refusal.code).toBe('E50011');
  expect(refusal.fields.toSorted((a, b) => a.localeCompare(b))).toEqual([
    'dockerRegistries.0.registry E12002',
    'masterCount E12002',
    'masterNodes.0.privateKey E12002',
    'name E50011',
    'pubkeyId.0 E12002',
    'pureslaveNodes.0.keyId E52003',
    'pureslaveNodes.1.jump.privateKey HOST_LOGIN_MISSING',
    'sharedNodes.0.ip E50019',
    'sharedNodes.1.privateKey HOST_LOGIN_MISSING',
    'stack E50012',
    'user_id E50013',
  ]);
  expect(dump()).toBe(before);
});

test('a refusal names the machine and holds no secret', async () => {
  const { services, actor } = await world();
  const damaged = PEM.split('\n').toSpliced(4, 3).join('\n');
  let text = '';
  try {
    const masterNodes = [node('10.0.0.7', { privateKey: damaged, passphrase: 'hunter2' })];
    services.clusters.create(actor, request({ masterNodes }));
  } catch (error) {
    text = JSON.stringify((error as ControlPlaneError).problem);
  }
  expect(text).toContain('10.0.0.7');
  for (const secret of ['hunter2', ...damaged.split('\n').slice(1, 5)]) {
    expect(text).not.toContain(secret);
  }
});

test('a new cluster is INSTALLING, its hosts have their roles, its secrets are in the vault', async () => {
  const { services, actor, create, file, hosts } = await world();
  const { cluster, operationId } = create({
    createCategory: 'ha',
    masterNodes: nodes(3, 0),
    sharedNodes: [node('10.0.2.1', { password: 'hunter2hunter2', sshUser: 'admin' })],
    pureslaveNodes: nodes(1, 10),
    dockerRegistries: [{ registry: 'r:5000', username: 'me', password: 'registry-canary' }],
  });
  expect(cluster).toMatchObject({ status: 'INSTALLING', instances: 5, endPoint: '' });
  expect(cluster.dockerRegistries[0]?.password).toBe('******');
  expect(services.operations.get(actor, operationId)).toMatchObject({ state: 'pending' });
  const roles = hosts
    .ofCluster(cluster._id)
    .map((host) =>
      [host.isMaster, host.isClient, host.isMonitor, host.isSlave, host.isShared]
        .map(Number)
        .join(''),
    );
  expect(roles).toEqual(['11000', '10000', '10100', '00011', '00010']);
  const stored = [file, `${file}-wal`].map((path) => readFileSync(path, 'latin1')).join('');
  const inner = PEM.split('\n').slice(1, -2);
  for (const secret of ['hunter2hunter2', 'registry-canary', ...inner]) {
    expect(stored).not.toContain(secret);
  }
});

test('a cluster of another tenant is none', async () => {
  const { services, stranger, create } = await world();
  const { cluster, operationId } = create();
  const { clusters, operations } = services;
  expect(refusalOf(() => clusters.get(stranger, cluster._id)).code).toBe('E50004');
  expect(refusalOf(() => clusters.remove(stranger, cluster._id)).code).toBe('E50004');
  expect(refusalOf(() => operations.get(stranger, operationId)).code).toBe('E60000');
  expect(refusalOf(() => operations.logs(stranger, operationId, {})).code).toBe('E60000');
  expect(clusters.list(stranger, {}).total).toBe(0);
});

test('why a stored key cannot be had is told as it is', async () => {
  const { services, actor, create } = await world();
  const pubkeyValue = `ssh-ed25519 ${Buffer.concat([
    Buffer.from([0, 0, 0, 11]),
    Buffer.from('ssh-ed25519'),
    Buffer.from([0, 0, 0, 32]),
    Buffer.alloc(32, 9),
  ]).toString('base64')}`;
  const input = uploadPubkeyInput.parse({ name: 'public half', pubkeyValue });
  const { _id } = services.pubkeys.upload(actor, input);
  const withKey = (keyId: string) => ({
    masterNodes: [node('10.0.0.1', { privateKey: undefined, keyId })],
  });
  expect(() => create(withKey(_id))).toThrow(
    expect.objectContaining({ code: 'E52004', message: expect.stringContaining('public half') }),
  );
  expect(() => create(withKey(newId()))).toThrow(expect.objectContaining({ code: 'E52003' }));
});

test('keys that are not named are null in the answer to a create call alone', async () => {
  const { services, actor, create } = await world();
  const { cluster } = create();
  expect(cluster.pubkeyId).toBeNull();
  expect(services.clusters.get(actor, cluster._id).pubkeyId).toEqual([]);
  expect(services.clusters.list(actor, {}).items[0]?.pubkeyId).toEqual([]);
});

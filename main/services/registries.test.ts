import { beforeEach, expect, test } from 'vitest';
import { createRegistryInput } from '../../shared/contract/registry.ts';
import { openFixture, refusal, refusedFields, type Fixture } from './fixtures.testing.ts';
import { createRegistryService, type RegistryService } from './registries.ts';

let fixture: Fixture;
let registries: RegistryService;
beforeEach(() => {
  fixture = openFixture();
  registries = createRegistryService(fixture.parts);
});

const create = (more: object = {}) =>
  registries.create(
    fixture.actor,
    createRegistryInput.parse({ name: 'office', registry: '192.0.2.5:5000', ...more }),
  );

test('answers its fields; the password is masked and in the vault', () => {
  const registry = create({ username: 'u', password: 'secret', isSystemRegistry: true });
  expect(registry).toMatchObject({
    name: 'office',
    registry: '192.0.2.5:5000',
    secure: false,
    ca_text: '',
    username: 'u',
    password: '******',
    isUse: false,
    isSystemRegistry: true,
    user_id: fixture.actor.userId,
  });
  expect(registries.passwordOf(fixture.actor, registry._id)).toBe('secret');
  expect(refusal(() => registries.passwordOf(fixture.stranger, registry._id))).toBe('E57004');
  expect(JSON.stringify(fixture.db.prepare('SELECT * FROM registries').all())).not.toContain(
    'secret',
  );
});

test('the setting legacySecretEcho shows the encoded form to old scripts', () => {
  fixture.settings.write('legacySecretEcho', 'on');
  expect(create({ password: 'password' }).password).toBe('xGFcxgyYx7Q=');
});

test.each(['http://192.0.2.5:5000', 'a/b', 'host:0', 'host:99999', '-a', 'a b', 'a:b:c', '[::1'])(
  'the address %s is refused',
  (registry) => {
    expect(refusal(() => create({ registry }))).toBe('E57009');
  },
);

test.each(['localhost', 'registry.example.com:443', '[2001:db8::1]:5000', '10.0.0.1'])(
  'the address %s is taken',
  (registry) => {
    expect(create({ registry }).registry).toBe(registry);
  },
);

test('a bad address, a bad CA and an unknown user are told at once', () => {
  const bad = { registry: 'http://x', ca_text: 'junk', user_id: 'f'.repeat(24) };
  expect(refusedFields(() => create(bad))).toEqual(['user_id', 'registry', 'ca_text']);
});

test('a name is taken once for each user', () => {
  create();
  expect(refusal(() => create())).toBe('E57001');
});

test('a registry in use is neither deleted nor free', () => {
  const { actor } = fixture;
  const { _id } = create();
  const validate = (type: 'name' | 'used', name = 'office') =>
    refusal(() => registries.validate(actor, { type, name }));
  expect([validate('name'), validate('used'), validate('name', 'other')]).toEqual([
    'E57001',
    undefined,
    undefined,
  ]);
  const cluster = fixture.addCluster({ registries: [_id] });
  expect(registries.list(actor, {}).items[0]?.isUse).toBe(true);
  expect([validate('used'), refusal(() => registries.remove(actor, _id))]).toEqual([
    'E57008',
    'E57008',
  ]);
  fixture.terminate(cluster);
  registries.remove(actor, _id);
  expect(registries.list(actor, {})).toMatchObject({ items: [], total: 0 });
});

test('records of another tenant are unknown', () => {
  const { _id } = create();
  expect(refusal(() => registries.get(fixture.stranger, _id))).toBe('E57004');
  expect(refusal(() => registries.remove(fixture.stranger, _id))).toBe('E57004');
});

test('a name is asked about by the rule that it is made by', () => {
  const ask = (name: string) =>
    refusal(() => registries.validate(fixture.actor, { type: 'name', name }));
  for (const name of ['', ' ', 'x'.repeat(65), 'a\nb']) expect(ask(name)).toBe('E57000');
  create();
  expect(ask(' office ')).toBe('E57001');
});

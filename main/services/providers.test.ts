import { beforeEach, expect, test } from 'vitest';
import { provider, providerInput } from '../../shared/contract/provider.ts';
import { encodeLegacy } from '../secrets/legacy-encoding.ts';
import { openFixture, refusal, type Fixture } from './fixtures.testing.ts';
import { createProviderService, type ProviderService } from './providers.ts';

let fixture: Fixture;
let providers: ProviderService;
beforeEach(() => {
  fixture = openFixture();
  providers = createProviderService(fixture.parts);
});

const input = (more: object = {}) =>
  providerInput.parse({ name: 'cloud', type: 'google', sshUser: 'root', ...more });
const create = (more: object = {}) => providers.create(fixture.actor, input(more));
const CREDENTIALS = 'google-application-credentials';

test('all three blocks answer with every key; google-tags only when set', () => {
  const bare = create();
  expect(provider.parse(bare)).toEqual(bare);
  expect(Object.keys(bare.openstackInfo)).toHaveLength(10);
  expect(Object.keys(bare.awsEc2Info)).toHaveLength(8);
  expect(bare.googleInfo).not.toHaveProperty('google-tags');
  expect(create({ googleInfo: { 'google-tags': 'a' } }).googleInfo['google-tags']).toBe('a');
});

test.each([
  ['in clear', '{"type":"service_account"}'],
  ['in base64', Buffer.from('{"type":"service_account"}').toString('base64')],
  ['as the 2017 system encodes it', encodeLegacy('{"type":"service_account"}')],
])('the service account is read %s, also under the misspelt key', (_, text) => {
  for (const key of [CREDENTIALS, 'google-applocation-credentials']) {
    const { _id, googleInfo } = create({ googleInfo: { [key]: text } });
    expect(googleInfo[CREDENTIALS]).toBe('******');
    expect(providers.secretOf(fixture.actor, _id, CREDENTIALS)).toBe('{"type":"service_account"}');
  }
});

test('an update replaces all but the secrets that it masks or leaves out', () => {
  const { actor } = fixture;
  const aws = { 'amazonec2-access-key': 'AKIA', 'amazonec2-secret-key': 'secret' };
  const { _id, time_create } = create({ type: 'amazonec2', awsEc2Info: aws });
  const secret = () => providers.secretOf(actor, _id, 'amazonec2-secret-key');

  const masked = { 'amazonec2-secret-key': '******', 'amazonec2-region': 'eu-west-1' };
  providers.update(actor, _id, input({ name: 'new', type: 'amazonec2', awsEc2Info: masked }));
  expect(providers.get(actor, _id)).toMatchObject({
    name: 'new',
    tenant_id: actor.tenantId,
    time_create,
    awsEc2Info: { 'amazonec2-access-key': '', 'amazonec2-region': 'eu-west-1' },
  });
  expect(secret()).toBe('secret');
  providers.update(actor, _id, input());
  expect(secret()).toBe('secret');
  providers.update(actor, _id, input({ awsEc2Info: { 'amazonec2-secret-key': '' } }));
  expect(secret()).toBeUndefined();
});

test('an unknown one is not made by an update, and the body names no other id', () => {
  const { _id } = create();
  expect(refusal(() => providers.update(fixture.actor, 'f'.repeat(24), input()))).toBe('E51000');
  const other = input({ _id: 'f'.repeat(24) });
  expect(refusal(() => providers.update(fixture.actor, _id, other))).toBe('E12002');
});

test('one in use is neither changed nor deleted', () => {
  const { actor } = fixture;
  const { _id } = create();
  const cluster = fixture.addCluster({ provider: _id });
  expect(providers.list(actor, {}).items[0]?.isuse).toBe(true);
  expect(refusal(() => providers.update(actor, _id, input()))).toBe('E51006');
  expect(refusal(() => providers.remove(actor, _id))).toBe('E51006');
  fixture.terminate(cluster);
  providers.remove(actor, _id);
  expect(refusal(() => providers.get(actor, _id))).toBe('E51000');
});

test('a name can be checked', () => {
  create();
  const validate = (name: string) => refusal(() => providers.validate(fixture.actor, name));
  expect([validate(''), validate('cloud'), validate('free')]).toEqual([
    'E51004',
    'E51005',
    undefined,
  ]);
});

test('lists are filtered by type and user', () => {
  create();
  create({ type: 'openstack' });
  const total = (query: object) => providers.list(fixture.actor, query).total;
  expect([total({}), total({ type: 'google' }), total({ user_id: fixture.actor.userId })]).toEqual([
    2, 1, 2,
  ]);
});

test('what the caller has encoded comes back encoded once, where old scripts read secrets back', () => {
  const { settings, stores, actor } = fixture;
  stores.settings.write('legacySecretEcho', 'on');
  expect(settings.read().legacySecretEcho).toBe('on');
  for (const secret of ['{"type":"service_account"}', 'no JSON']) {
    const given = encodeLegacy(secret);
    const { _id } = create({ name: secret.slice(0, 9), googleInfo: { [CREDENTIALS]: given } });
    expect(providers.get(actor, _id).googleInfo[CREDENTIALS]).toBe(given);
  }
});

test('a name is asked about by the rule that it is made by', () => {
  for (const name of ['', ' ', 'x'.repeat(65), 'a\nb']) {
    expect(refusal(() => providers.validate(fixture.actor, name))).toBe('E51004');
  }
  create();
  expect(refusal(() => providers.validate(fixture.actor, ' cloud '))).toBe('E51005');
});

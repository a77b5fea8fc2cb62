import { beforeEach, describe, expect, test } from 'vitest';
import { openFixture, refusal, refusedFields, type Fixture } from './fixtures.testing.ts';
import { createKeyPair } from './key-pairs.ts';
import { createPubkeyService, type PubkeyService } from './pubkeys.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJK1tS8Ygm8sCzsDpZPQFBYjIDzKpM8YEXm7sHNyUFqk a@b';

let fixture: Fixture;
let pubkeys: PubkeyService;
beforeEach(() => {
  fixture = openFixture();
  pubkeys = createPubkeyService(fixture.parts);
});

const upload = (name = 'mine') => pubkeys.upload(fixture.actor, { name, pubkeyValue: KEY });

describe('an uploaded key', () => {
  test('has the facts of its text, the owner and tenant of its user', () => {
    expect(upload()).toMatchObject({
      name: 'mine',
      pubkeyValue: KEY,
      owner: 'sysadmin',
      user_id: fixture.actor.userId,
      tenant_id: fixture.actor.tenantId,
      isuse: false,
      algorithm: 'ssh-ed25519',
      bits: 256,
      fingerprint: expect.stringMatching(/^SHA256:/) as string,
    });
  });

  test('has a name of its own, and the user must exist', () => {
    upload();
    expect(refusal(() => upload())).toBe('E52001');
    const bad = { name: 'other', pubkeyValue: 'junk', user_id: 'f'.repeat(24) };
    expect(refusedFields(() => pubkeys.upload(fixture.actor, bad))).toEqual([
      'user_id',
      'pubkeyValue',
    ]);
  });

  test('is known to its tenant only', () => {
    const { _id } = upload();
    expect(refusal(() => pubkeys.get(fixture.stranger, _id))).toBe('E52003');
    expect(pubkeys.list(fixture.stranger, {}).total).toBe(0);
    expect(pubkeys.list(fixture.actor, {}).items.map((key) => key._id)).toEqual([_id]);
  });

  test('stays while an unterminated cluster has it', () => {
    const { _id } = upload();
    const cluster = fixture.addCluster({ pubkeys: [_id] });
    expect(pubkeys.get(fixture.actor, _id).isuse).toBe(true);
    expect(refusal(() => pubkeys.remove(fixture.actor, _id))).toBe('E52007');
    fixture.terminate(cluster);
    pubkeys.remove(fixture.actor, _id);
    expect(refusal(() => pubkeys.get(fixture.actor, _id))).toBe('E52003');
    expect(fixture.logs.list(fixture.actor, {}).items.map((entry) => entry.operateType)).toEqual([
      'save_pubkey',
      'delete_pubkey',
    ]);
  });

  test('may come with its private half, which nodes can use and nobody can read', async () => {
    const { publicKey, privateKey } = await createKeyPair('ed25519', 'x');
    const input = { name: 'pair', pubkeyValue: publicKey, privateKey };
    const { _id } = pubkeys.upload(fixture.actor, input);
    expect(pubkeys.privateKeyOf(fixture.actor, _id).privateKey.trim()).toBe(privateKey.trim());
    expect(refusal(() => pubkeys.privateKeyOf(fixture.stranger, _id))).toBe('E52003');
    expect(refusal(() => pubkeys.download(fixture.actor, fixture.actor.userId))).toBe('E52004');
    expect(
      refusal(() => pubkeys.upload(fixture.actor, { ...input, name: 'b', pubkeyValue: KEY })),
    ).toBe('E12002');
  });
});

describe('a pair made here', () => {
  test('has its private half downloaded once, by its user', async () => {
    const { actor } = fixture;
    expect(await pubkeys.create(actor, { name: 'made', algorithm: 'ed25519' })).toBe(actor.userId);
    const [key] = pubkeys.list(actor, {}).items;
    expect(refusal(() => pubkeys.download(fixture.stranger, actor.userId))).toBe('E52004');
    const held = pubkeys.privateKeyOf(actor, key?._id ?? '').privateKey;
    expect(pubkeys.download(actor, actor.userId)).toBe(held);
    expect(refusal(() => pubkeys.download(actor, actor.userId))).toBe('E52004');
    expect(refusal(() => pubkeys.privateKeyOf(actor, key?._id ?? ''))).toBe('E52004');
  });

  test('made later takes the place of an earlier one in the download', async () => {
    const { actor } = fixture;
    await pubkeys.create(actor, { name: 'first', algorithm: 'ed25519' });
    await pubkeys.create(actor, { name: 'second', algorithm: 'ed25519' });
    const second = pubkeys.list(actor, { name: 'second' }).items[0]?._id ?? '';
    const held = pubkeys.privateKeyOf(actor, second).privateKey;
    expect(pubkeys.download(actor, actor.userId)).toBe(held);
    expect(refusal(() => pubkeys.download(actor, actor.userId))).toBe('E52004');
  });

  test('is not in the store in clear', async () => {
    await pubkeys.create(fixture.actor, { name: 'made', algorithm: 'ed25519' });
    const rows = fixture.db.prepare('SELECT * FROM pubkeys').all();
    const boxes = fixture.db.prepare<[], { box: Buffer }>('SELECT box FROM secrets').all();
    expect(JSON.stringify(rows)).not.toContain('PRIVATE');
    expect(boxes.map(({ box }) => box.toString('latin1')).join('')).not.toContain('PRIVATE');
  });
});

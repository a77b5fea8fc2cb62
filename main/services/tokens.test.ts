import { beforeEach, describe, expect, test } from 'vitest';
import { createTokenInput } from '../../shared/contract/token.ts';
import { openFixture, refusal, type Fixture } from './fixtures.testing.ts';
import { createTokenService, type TokenService } from './tokens.ts';

let fixture: Fixture;
let tokens: TokenService;
beforeEach(() => {
  fixture = openFixture();
  tokens = createTokenService(fixture.stores, fixture.users, fixture.logs);
});

const create = (more: object = {}) => tokens.create(fixture.actor, createTokenInput.parse(more));

describe('a token', () => {
  test('is shown once and names its user and scope', () => {
    const { token, id, _id } = create({ name: 'script', scope: 'read' });
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(id).toBe(token);
    expect(tokens.authenticate(token)).toEqual({ ...fixture.actor, scope: 'read' });
    expect(JSON.stringify(tokens.list(fixture.actor, {}))).not.toContain(token);
    expect(JSON.stringify(fixture.db.prepare('SELECT * FROM tokens').all())).not.toContain(token);
    tokens.remove(fixture.actor, _id);
    expect(refusal(() => tokens.authenticate(token))).toBe('E10050');
  });

  test('notes when it was used', () => {
    const { token } = create();
    expect(tokens.list(fixture.actor, {}).items[0]?.time_used).toBeNull();
    tokens.authenticate(token);
    expect(tokens.list(fixture.actor, {}).items[0]?.time_used).toMatch(/Z$/);
  });

  test('opens while our disk is full, when its use cannot be noted', () => {
    const { db } = fixture;
    const { token } = create();
    db.exec(`CREATE TEMP TRIGGER large BEFORE UPDATE ON main.tokens
      BEGIN INSERT INTO settings VALUES ('large', hex(randomblob(100000))); END`);
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`);
    expect(() => db.prepare('UPDATE tokens SET name = name').run()).toThrow('full');
    expect(tokens.authenticate(token)).toMatchObject({ scope: 'admin' });
    expect(tokens.list(fixture.actor, {}).items[0]?.time_used).toBeNull();
  });

  test('ends when it says, or never', () => {
    const { token, time_expire } = create({ expires_in: 60 });
    expect(Date.parse(time_expire ?? '') - Date.now()).toBeGreaterThan(58_000);
    fixture.db.prepare("UPDATE tokens SET expires_at = '2020-01-01T00:00:00Z'").run();
    expect(refusal(() => tokens.authenticate(token))).toBe('E10052');
    expect(create({ expires_in: 0 }).time_expire).toBeNull();
    const login = tokens.createForLogin(fixture.actor, createTokenInput.parse({}));
    expect(Date.parse(login.time_expire ?? '') - Date.now()).toBeLessThanOrEqual(6 * 3_600_000);
  });

  test('of another user is neither listed nor revoked', () => {
    const { _id } = create();
    expect(tokens.list(fixture.stranger, {}).total).toBe(0);
    expect(refusal(() => tokens.remove(fixture.stranger, _id))).toBe('E10053');
  });
});

test('the token of this run is an admin and in no table', () => {
  expect(tokens.authenticate(tokens.runToken)).toEqual(fixture.actor);
  expect(fixture.db.prepare('SELECT count(*) FROM tokens').pluck().get()).toBe(0);
  const next = createTokenService(fixture.stores, fixture.users, fixture.logs);
  expect(refusal(() => next.authenticate(tokens.runToken))).toBe('E10050');
});

test('tokens that are made and taken back are in the log, without their values', () => {
  const { actor, logs } = fixture;
  const { _id, token } = create({ name: 'script' });
  tokens.remove(actor, _id);
  const entries = logs.list(actor, { queryType: 'token' }).items;
  expect(entries.map(({ operateType, comments }) => [operateType, comments])).toEqual([
    ['create_token', 'script'],
    ['delete_token', 'script'],
  ]);
  expect(JSON.stringify(entries)).not.toContain(token);
});

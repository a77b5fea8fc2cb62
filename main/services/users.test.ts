import { beforeEach, expect, test } from 'vitest';
import { openFixture, refusal, type Fixture } from './fixtures.testing.ts';
import { createUserService } from './users.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = openFixture();
});

test('the first user is made once, with a tenant and no password', async () => {
  const again = createUserService(fixture.stores, fixture.logs);
  expect(again.localActor()).toEqual(fixture.actor);
  expect(fixture.actor).toMatchObject({ userName: 'sysadmin', scope: 'admin' });
  for (const password of ['', 'password']) {
    await expect(again.signIn('sysadmin', password)).rejects.toMatchObject({ code: 'E10051' });
  }
});

test('a password signs in its user only', async () => {
  const { users, actor } = fixture;
  await users.setPassword(actor, 'correct horse');
  expect(await users.signIn('sysadmin', 'correct horse')).toEqual(actor);
  await expect(users.signIn('sysadmin', 'correct hors')).rejects.toMatchObject({ code: 'E10051' });
  await expect(users.signIn('nobody', 'correct horse')).rejects.toMatchObject({ code: 'E10051' });
  const [row] = fixture.db.prepare<[], { password_hash: string }>('SELECT * FROM users').all();
  expect(row?.password_hash).toMatch(/^scrypt\$/);
});

test('records belong to the caller, or to a user of the same tenant', () => {
  const { users, actor, stranger } = fixture;
  expect(users.ownerOf(actor, undefined, 'E50013')._id).toBe(actor.userId);
  expect(users.ownerOf(actor, '', 'E50013')._id).toBe(actor.userId);
  expect(refusal(() => users.ownerOf(actor, 'f'.repeat(24), 'E50013'))).toBe('E50013');
  expect(refusal(() => users.ownerOf(stranger, actor.userId, 'E57003'))).toBe('E57003');
});

import { beforeEach, expect, test } from 'vitest';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { openFixture, refusal, type Fixture } from './fixtures.testing.ts';
import { checkKey, createIdempotencyService, repeatable } from './idempotency.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = openFixture();
});
const open = () => createIdempotencyService(fixture.stores, fixture.vault);
const ANSWER = { data: { secret: 'canary' }, headers: { 'x-operation-id': '1' } };

test('the first answer is repeated, also by the next run', () => {
  const { actor } = fixture;
  const first = open();
  expect(first.begin(actor, 'k', 'request')).toBeUndefined();
  first.finish(actor, 'k', ANSWER);
  expect(first.begin(actor, 'k', 'request')).toEqual(ANSWER);
  expect(open().begin(actor, 'k', 'request')).toEqual(ANSWER);
});

test('another request with the key, and one still under way, are refused', () => {
  const { actor } = fixture;
  const service = open();
  service.begin(actor, 'k', 'request');
  expect(refusal(() => service.begin(actor, 'k', 'request'))).toBe('E12009');
  service.finish(actor, 'k', ANSWER);
  expect(refusal(() => service.begin(actor, 'k', 'other'))).toBe('E12009');
});

test('a key is one of its user', () => {
  const service = open();
  service.begin(fixture.actor, 'k', 'request');
  expect(service.begin(fixture.stranger, 'k', 'other')).toBeUndefined();
});

test('what was given up or cut off by a crash can be tried again', () => {
  const { actor } = fixture;
  const service = open();
  service.begin(actor, 'given-up', 'r');
  service.abandon(actor, 'given-up');
  expect(service.begin(actor, 'given-up', 'r')).toBeUndefined();
  service.begin(actor, 'cut-off', 'r');
  expect(open().begin(actor, 'cut-off', 'r')).toBeUndefined();
});

test('answers are kept for a day, and never in clear', () => {
  const { actor, db } = fixture;
  const service = open();
  service.begin(actor, 'k', 'request canary');
  service.finish(actor, 'k', ANSWER);
  const stored = ['idempotency', 'secrets'].map((table) =>
    db.prepare(`SELECT * FROM ${table}`).all(),
  );
  expect(
    JSON.stringify(stored, (_, value: unknown) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : value,
    ),
  ).not.toContain('canary');
  db.prepare("UPDATE idempotency SET time_create = '2020-01-01T00:00:00Z'").run();
  expect(open().begin(actor, 'k', 'other')).toBeUndefined();
});

test('refusals are repeated, faults of ours and what passes are not', () => {
  expect(repeatable(new ControlPlaneError('E50003', 'taken'))).toMatchObject({ code: 'E50003' });
  expect(repeatable(new ControlPlaneError('E12003', 'broken'))).toBeUndefined();
  expect(repeatable(new ControlPlaneError('E50016', 'is MODIFYING'))).toBeUndefined();
  expect(repeatable(new ControlPlaneError('HOST_UNREACHABLE', 'is off'))).toBeUndefined();
  expect(repeatable(new Error('unforeseen'))).toBeUndefined();
});

test.each(['', 'a'.repeat(201), 'a b', 'ä'])('the key %j is refused', (key) => {
  expect(refusal(() => checkKey(key))).toBe('E12002');
});

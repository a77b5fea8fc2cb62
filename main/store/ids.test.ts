import { expect, test } from 'vitest';
import { objectId } from '../../shared/contract/common.ts';
import { newId } from './ids.ts';

test('ids have the shape of the contract, are never the same, and carry their second', () => {
  const ids = Array.from({ length: 20_000 }, () => newId());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => objectId.safeParse(id).success)).toBe(true);
  const at = Date.UTC(2026, 10, 23, 12);
  expect(Number.parseInt(newId(at).slice(0, 8), 16)).toBe(at / 1000);
});

test('ids of one second and of later ones sort as they were made', () => {
  const at = Date.UTC(2026, 10, 23);
  const ids = Array.from({ length: 5000 }, (_, index) =>
    newId(at + Math.floor(index / 100) * 1000),
  );
  expect(ids.toSorted()).toEqual(ids);
});

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Call } from '../call.ts';
import { inputError, parseInput } from '../input.ts';
import { calls } from './index.ts';

const table = Object.entries<Call>(calls);
const fieldsOf = (schema: Call['body']) => Object.keys(schema?.shape ?? {});

describe.each(table)('%s', (_name, call) => {
  test('has fields whose names say where they stand over HTTP', () => {
    const names = [call.params, call.query, call.body].flatMap(fieldsOf);
    expect(new Set(names).size).toBe(names.length);
    const inPath = [...call.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(fieldsOf(call.params)).toEqual(inPath);
  });

  test('has examples that its own schemas take', () => {
    const { body, data } = call.example ?? {};
    const faults: unknown[] = [body !== undefined && call.body?.safeParse(body).error];
    if (data !== undefined && call.kind !== 'start') {
      const schema = call.kind === 'list' ? z.array(call.output ?? z.never()) : call.output;
      faults.push(schema?.safeParse(data).error);
    }
    expect(faults.filter(Boolean)).toEqual([]);
  });
});

test('no two calls have one method and path', () => {
  const routes = table.map(
    ([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '*')}`,
  );
  expect(new Set(routes).size).toBe(routes.length);
});

test('every list can be counted and paged', () => {
  const lists = table.filter(([, { kind }]) => kind === 'list');
  expect(lists.length).toBeGreaterThan(8);
  for (const [, { query }] of lists) {
    expect(fieldsOf(query)).toEqual(expect.arrayContaining(['count', 'skip', 'limit']));
  }
});

describe('parseInput', () => {
  const id = 'a'.repeat(24);

  test('makes one object of the parts, whether they come apart or together', () => {
    const apart = { params: { id }, query: { write_off: 'true', wait: '5' }, body: undefined };
    const whole = { id, write_off: true, wait: 5, unknown: 1 };
    const together = { params: whole, query: whole, body: whole };
    const call = calls['clusters.delete'];
    expect(parseInput(call, apart)).toEqual({ id, write_off: true, wait: 5 });
    expect(parseInput(call, together)).toEqual({ id, write_off: true, wait: 5 });
  });

  test('takes an empty value of a query for none', () => {
    const query = { count: '', skip: '', limit: '', status: '' };
    const parts = { params: {}, query, body: undefined };
    expect(parseInput(calls['clusters.list'], parts)).toMatchObject({ count: false, limit: 0 });
  });

  test('tells the faults of all parts at once, each with its code', () => {
    const parts = { params: { id: 'x' }, query: {}, body: { name: '', address: '1.2.3.4' } };
    const fault = (() => {
      try {
        parseInput(calls['smtp.update'], { ...parts, body: { address: '!' } });
        return undefined;
      } catch (error) {
        return (error as ReturnType<typeof inputError>).problem;
      }
    })();
    expect(fault?.code).toBe('E12002');
    expect(fault?.details).toEqual([
      expect.objectContaining({ field: 'id' }),
      expect.objectContaining({ field: 'address', code: 'E53001' }),
    ]);
  });
});

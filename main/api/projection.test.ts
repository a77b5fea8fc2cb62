import { expect, test } from 'vitest';
import { z } from 'zod';
import { calls } from '../../shared/contract/calls/index.ts';
import type { Call } from '../../shared/contract/call.ts';
import { projectionOf } from './projection.ts';

const project = (schema: z.ZodType, value: unknown) => projectionOf(schema)?.(value) ?? value;

test('takes off what the schema does not know, at every depth', () => {
  const schema = z.object({
    name: z.string(),
    gone: z.string().optional(),
    list: z.array(z.object({ a: z.int() })),
    none: z.object({ a: z.int() }).nullable(),
    any: z.record(z.string(), z.string()),
    event: z.discriminatedUnion('type', [
      z.object({ type: z.literal('one'), a: z.int() }),
      z.object({ type: z.literal('two'), b: z.int() }),
    ]),
  });
  const extra = { token: 'secret' };
  const known = {
    name: 'n',
    list: [{ a: 1 }],
    none: null,
    any: { x: 'y' },
    event: { type: 'two', b: 2 },
  };
  const given = {
    ...known,
    ...extra,
    list: [{ a: 1, ...extra }],
    event: { type: 'two', b: 2, a: 3 },
  };
  expect(project(schema, given)).toEqual(known);
});

test('does to every answer of the table what parsing it would', () => {
  const examples = Object.entries<Call>(calls).flatMap(([name, call]) => {
    const data = call.example?.data;
    const item: unknown = call.kind === 'list' ? (data as unknown[] | undefined)?.[0] : data;
    return call.output && item && call.kind !== 'start'
      ? [{ name, schema: call.output, item }]
      : [];
  });
  expect(examples.length).toBeGreaterThan(25);
  for (const { name, schema, item } of examples) {
    const more = typeof item === 'object' && !Array.isArray(item) ? { ...item, bogus: 1 } : item;
    expect([name, project(schema, more)]).toEqual([name, schema.parse(more)]);
  }
});

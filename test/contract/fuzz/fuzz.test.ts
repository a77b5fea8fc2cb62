import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../world.ts';
import { describedCalls, type Described } from './document.ts';
import { hangUp, requests, transmit, type FuzzAnswer, type FuzzRequest } from './requests.ts';
import { storeState } from './store-state.ts';

/** How many requests: 1,500 in npm test, 20,000 at night (FUZZ_RUNS). */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1500);
const MS_PER_REQUEST = 150;

let world: World;
let calls: Described[];

beforeAll(async () => {
  world = await startWorld();
  calls = await describedCalls(world);
}, 60_000);

afterAll(async () => {
  hangUp();
  await world.stop();
});

/** What is wrong with an answer; empty where nothing is. */
function faults({ call }: FuzzRequest, { status, type, text }: FuzzAnswer): string[] {
  const declared = call.answers.get(status);
  if (!declared) return [`status ${status} is not in the document: ${text}`];
  // 502 and 504 tell of a fault of another machine; any other 5xx is one of ours
  if (status >= 500 && status !== 502 && status !== 504) return [`status ${status}: ${text}`];
  if (type !== declared.type) return [`content type ${type} instead of ${declared.type}`];
  if (type !== 'application/json' || call.path === '/v1/openapi.json') return [];
  const answer: unknown = JSON.parse(text);
  const result = declared.schema.safeParse(answer);
  const { error } = answer as { error?: { code: string } };
  return [
    ...(result.success ? [] : [`the answer does not fit its schema: ${result.error.message}`]),
    ...(error && !declared.codes.has(error.code) ? [`${error.code} is not in the document`] : []),
  ];
}

test(
  `${RUNS} generated requests: no 5xx, each answer as the document says, refusals change nothing`,
  async () => {
    const state = storeState(world.db);
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(requests(calls, state.ids), async (wanted) => {
        const before = state.digest();
        const answer = await transmit(world.url, world.token, wanted);
        const key = `${wanted.call.method} ${wanted.call.path} ${answer.status}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
        const isUntouched = answer.status < 400 || state.digest() === before;
        expect(faults(wanted, answer)).toEqual([]);
        expect(isUntouched, 'a refused call changed the store').toBe(true);
      }),
      { numRuns: RUNS },
    );
    const statuses = Map.groupBy(seen, ([key]) => key.split(' ')[2] ?? '');
    const counts = [...statuses].map(
      ([status, group]) => `${status}: ${group.reduce((sum, [, count]) => sum + count, 0)}`,
    );
    console.log(`${RUNS} requests to ${calls.length} calls; ${counts.toSorted().join(', ')}`);
    const touched = new Set([...seen.keys()].map((key) => key.split(' ').slice(0, 2).join(' ')));
    // with this many requests no call is left out by chance
    expect(RUNS < 1000 || touched.size === calls.length).toBe(true);
  },
  60_000 + RUNS * MS_PER_REQUEST,
);

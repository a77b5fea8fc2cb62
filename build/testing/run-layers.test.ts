import { expect, test } from 'vitest';
import { LAYERS, type Layer } from './layers.ts';
import { runLayers } from './run-layers.ts';

const layer = (name: string, lane: Layer['lane'], after?: string): Layer => ({
  kind: 'checks',
  name,
  lane,
  ...(after === undefined ? {} : { after }),
  minutes: 1,
  needs: [],
  checks: [],
});
const EXAMPLE = [
  layer('types', 'processors'),
  layer('hosts', 'hosts'),
  layer('build', 'processors'),
  layer('page', 'hosts', 'build'),
];

/** Layers that end when they are told to, and what was begun and ended in which order. */
function stage() {
  const told: string[] = [];
  const ends = new Map(EXAMPLE.map(({ name }) => [name, Promise.withResolvers<void>()]));
  const run = async ({ name }: Layer) => {
    told.push(`${name} begins`);
    await ends.get(name)?.promise;
    told.push(`${name} ends`);
    return { layer: name, records: [], ms: 0 };
  };
  const end = async (name: string) => {
    ends.get(name)?.resolve();
    await expect.poll(() => told).toContain(`${name} ends`);
  };
  return { told, run, end };
}

test('lanes run side by side, and what needs the other lane waits for it', async () => {
  const { told, run, end } = stage();
  const all = runLayers(EXAMPLE, { run, sideBySide: true });
  expect(told).toEqual(['types begins', 'hosts begins']);
  await end('hosts');
  await end('types');
  await expect.poll(() => told.at(-1)).toBe('build begins');
  expect(told).not.toContain('page begins');
  await end('build');
  await expect.poll(() => told.at(-1)).toBe('page begins');
  await end('page');
  expect((await all).map((one) => one.layer)).toEqual(['types', 'hosts', 'build', 'page']);
});

test('on one processor the layers follow each other', async () => {
  const { told, run, end } = stage();
  const all = runLayers(EXAMPLE, { run, sideBySide: false });
  for (const { name } of EXAMPLE) {
    await expect.poll(() => told.at(-1)).toBe(`${name} begins`);
    await end(name);
  }
  await all;
});

test('every layer comes after layers that there are, of the other lane', () => {
  for (const { after, lane } of LAYERS.filter((one) => one.after !== undefined)) {
    const other = LAYERS.find(({ name }) => name === after);
    expect(other && other.lane !== lane && other.after === undefined).toBe(true);
  }
});

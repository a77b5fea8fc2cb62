import { availableParallelism } from 'node:os';
import type { Layer } from './layers.ts';
import type { Outcome } from './outcome.ts';

/** Beside each other two lanes need a processor each. */
const LANES_SIDE_BY_SIDE = availableParallelism() > 1;

/** Runs of one lane, or of both where this machine has too few processors for lanes. */
function lanesOf(layers: readonly Layer[], sideBySide: boolean): Layer[][] {
  if (!sideBySide) return [[...layers]];
  const lanes = Map.groupBy(layers, ({ lane }) => lane);
  return [...lanes.values()];
}

export interface LanesOptions {
  readonly run: (layer: Layer) => Promise<Outcome>;
  readonly sideBySide?: boolean;
}

/**
 * Runs the layers, lane beside lane; a failed one does not stop the next. One that comes after a
 * layer of the other lane waits for its end.
 * @returns the outcomes in the order of the layers
 */
export async function runLayers(
  layers: readonly Layer[],
  { run, sideBySide = LANES_SIDE_BY_SIDE }: LanesOptions,
): Promise<Outcome[]> {
  const ends = new Map(layers.map(({ name }) => [name, Promise.withResolvers<void>()]));
  const outcomes = new Map<string, Outcome>();
  const runLane = async (lane: readonly Layer[]) => {
    for (const layer of lane) {
      if (layer.after !== undefined) await ends.get(layer.after)?.promise;
      outcomes.set(layer.name, await run(layer));
      ends.get(layer.name)?.resolve();
    }
  };
  await Promise.all(lanesOf(layers, sideBySide).map(runLane));
  return layers.flatMap(({ name }) => outcomes.get(name) ?? []);
}

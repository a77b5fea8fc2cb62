import { beforeAll, expect, test } from 'vitest';
import type { CreateClusterRaw } from '../../../shared/contract/cluster.ts';
import type { Operation } from '../../../shared/contract/operation.ts';
import type { Lab } from '../../lab/index.ts';
import { addressOf } from '../../integration/support/bodies.ts';
import { phaseTimes, tell } from '../../integration/support/timings.ts';
import type { World } from '../../integration/support/world.ts';
import type { Api } from '../../integration/support/api.ts';
import { playRounds, type Fault, type Meeting } from './rounds.ts';
import { compareSection, type Row } from './table.ts';

export interface Suite {
  /** title of the section in docs/faults.md */
  readonly section: string;
  readonly faults: readonly Fault[];
  /** further lines of the table, from tests of the file itself */
  readonly more?: readonly Row[];
  /** what the operation needs beside the faults */
  readonly prepare?: (lab: Lab) => Promise<unknown>;
  readonly body: (lab: Lab) => CreateClusterRaw;
  /** how long the control plane waits for what can pass */
  readonly patience?: number;
}

export interface Played {
  readonly api: Api;
  readonly clusterId: string;
  readonly last: Operation;
}

const NOTHING = 'nothing';
const like = (words: RegExp): unknown => expect.stringMatching(words);

/** Tests a file's faults: each is told as it should be, and a retry finishes the work. */
export function testFaults(world: World, suite: Suite): () => Played {
  const { section, faults, more = [], patience = 5 } = suite;
  let meetings: ReadonlyMap<Fault, Meeting> = new Map();
  let played: Played | undefined;

  beforeAll(async () => {
    const { lab } = world;
    await suite.prepare?.(lab);
    const station = world.station();
    const api = await station.start({ args: ['--retry-limit', String(patience)] });
    let clusterId = '';
    const result = await playRounds(lab, api, faults, async () => {
      const { id, operationId } = await api.create(suite.body(lab));
      clusterId = id;
      return operationId;
    }).catch((error: unknown) => {
      throw new Error(`the control plane said: ${station.process.output}`, { cause: error });
    });
    meetings = result.meetings;
    played = { api, clusterId, last: result.last };
    tell(phaseTimes(result.last));
  });

  test.for(faults.map((fault) => ({ name: fault.title, fault })))('$name', ({ fault }) => {
    const { host, code, step, says, because, fix, left } = fault;
    const meeting = meetings.get(fault);
    const told = meeting?.problems ?? [];
    const problem = told.find((one) => one.code === code);
    expect(problem ?? told).toMatchObject({
      code,
      step,
      host: addressOf(world.lab, host),
      message: like(says),
      fix: like(fix ?? /./),
      docs: `errors/${code}.md`,
      ...(because ? { cause: like(because) } : {}),
    });
    // the others went on: every host without a fault of this round came as far as it could
    const faulty = new Set(
      faults
        .filter(({ round }) => round === fault.round)
        .map((one) => addressOf(world.lab, one.host)),
    );
    const failed = meeting?.operation.phases
      .flatMap(({ steps }) => steps)
      .filter((one) => one.state === 'failed' && !faulty.has(one.host));
    expect(failed).toEqual([]);
    expect(meeting?.claimed).toBe(left !== NOTHING);
  });

  test('a retry finishes the operation after the faults are gone', () => {
    const steps = played?.last.phases.flatMap((phase) => phase.steps) ?? [];
    const open = steps.filter(({ state }) => state !== 'done' && state !== 'skipped');
    expect(open).toEqual([]);
    expect(played?.last.state).toBe('succeeded');
  });

  test('docs/faults.md tells it like this', () => {
    const rows = faults
      .filter(({ twin }) => !twin)
      .map((fault) => {
        const { title, left, repair, code } = fault;
        const problem = meetings.get(fault)?.problems.find((one) => one.code === code);
        return { fault: title, problem, left, repair };
      });
    const { documented, seen } = compareSection(section, [...rows, ...more]);
    expect(documented).toBe(seen);
  });

  return () => {
    if (!played) throw new Error('the faults were not played yet');
    return played;
  };
}

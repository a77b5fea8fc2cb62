import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { discard } from './discard.ts';
import { lookAt } from './host-look.ts';
import { up, type HostOptions, type Lab } from './lab.ts';
import { tryLock, type Release } from './lock.ts';
import { hostFolder, labFolder } from './paths.ts';
import { compareSnapshots, type Snapshot } from './snapshot.ts';
import { readState, type LabState } from './state.ts';

export interface LeaseOptions {
  /** The process that all leases are for: with it their labs go. */
  readonly owner: number;
  /** What each host is to be. */
  readonly hosts: readonly HostOptions[];
  readonly registry?: boolean;
}

/** A lab of which somebody has the use, alone, until it is given back. */
export interface Lease {
  readonly lab: Lab;
  /**
   * Gives the hosts back; the next lease has those again that are as they were.
   * @param spoilt hosts that need not be: they are made anew
   * @returns what is not as it was on the others, one line each
   */
  giveBack(spoilt: readonly number[]): Promise<string[]>;
}

/** More than anybody has processes that lease at once. */
const MOST_LABS = 16;

/**
 * Lends a lab with hosts as they come from the base trees. Labs that were given back are lent
 * again; of their hosts only those are made anew that were spoilt or are of another kind.
 */
export async function leaseLab({ owner, hosts, registry }: LeaseOptions): Promise<Lease> {
  const { name, release } = await freeLab(owner);
  try {
    const used = await readUsed(name);
    await discardUnfit(name, hosts, used);
    const whole = await up({
      name,
      hosts: [...hosts],
      owner,
      ...(registry === undefined ? {} : { registry }),
    });
    const taken = hosts.map((_, at) => at + 1);
    await writeUsed(name, new Set([...used].filter((index) => index > hosts.length).concat(taken)));
    const before = new Map(
      await Promise.all(taken.map(async (index) => [index, await firstLook(name, index)] as const)),
    );
    const { registry: itsRegistry, ...lab } = whole;
    return {
      lab: {
        ...lab,
        hosts: whole.hosts.slice(0, hosts.length),
        ...(registry && itsRegistry ? { registry: itsRegistry } : {}),
      },
      async giveBack(spoilt) {
        const changes = await Promise.all(
          taken
            .filter((index) => !spoilt.includes(index))
            .map(
              async (index) => [index, await changesOf(name, index, before.get(index))] as const,
            ),
        );
        const clean = new Set(changes.flatMap(([index, lines]) => (lines.length ? [] : index)));
        const still = [...(await readUsed(name))].filter((index) => !clean.has(index));
        await writeUsed(name, new Set(still));
        await release();
        return changes.flatMap(([index, lines]) => lines.map((line) => `${index}: ${line}`));
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function freeLab(owner: number): Promise<{ name: string; release: Release }> {
  for (let number = 1; number <= MOST_LABS; number += 1) {
    const name = `lease-${owner}-${number}`;
    const release = await tryLock(name);
    if (release) return { name, release };
  }
  throw new Error(`${MOST_LABS} labs are lent already`);
}

/** Throws hosts away that are not as new, or not of the kind that is wanted. */
async function discardUnfit(
  name: string,
  wanted: readonly HostOptions[],
  used: ReadonlySet<number>,
): Promise<void> {
  const state = await readState(name);
  if (!state) return;
  const unfit = state.hosts.flatMap((host): [number, HostOptions][] => {
    const wish = wanted[host.index - 1];
    return wish && (used.has(host.index) || !isOfKind(host, wish)) ? [[host.index, wish]] : [];
  });
  if (unfit.length > 0) await discard(name, new Map(unfit));
}

function isOfKind(host: LabState['hosts'][number], { docker = true, diskMb }: HostOptions) {
  return host.docker === docker && host.diskMb === diskMb;
}

/** The hosts of a lab that are in use, or were not given back as they had been. */
const usedFile = (name: string) => path.join(labFolder(name), 'used.json');

async function readUsed(name: string): Promise<Set<number>> {
  const text = await readFile(usedFile(name), 'utf8').catch(() => '[]');
  return new Set(JSON.parse(text) as number[]);
}

const writeUsed = (name: string, used: ReadonlySet<number>) =>
  writeFile(usedFile(name), JSON.stringify([...used]));

/** What a host was when it was new: looked at once, kept with its disk. */
async function firstLook(name: string, index: number): Promise<Snapshot> {
  const file = path.join(hostFolder(name, index), 'first-look.json');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return new Map(JSON.parse(kept) as [string, string][]);
  const look = await lookAt(name, index);
  await writeFile(file, JSON.stringify([...look]));
  return look;
}

async function changesOf(
  name: string,
  index: number,
  before: Snapshot = new Map(),
): Promise<string[]> {
  try {
    return compareSnapshots(before, await lookAt(name, index));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

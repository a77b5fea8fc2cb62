import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ownerSchema } from './owner.ts';
import { labFolder, STATE_FOLDER } from './paths.ts';

const stateSchema = z.object({
  /** The third byte of the lab's addresses, also in the names of its interfaces. */
  net: z.int(),
  hosts: z.array(z.object({ index: z.int(), docker: z.boolean(), diskMb: z.int().optional() })),
  registry: z.boolean(),
  /** Absent: the lab stands until it is taken down. */
  owner: ownerSchema.optional(),
});

/** What is on disk about a lab; all else is asked of the kernel. */
export type LabState = z.infer<typeof stateSchema>;

const NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;
const fileOf = (name: string): string => path.join(labFolder(name), 'state.json');

/** Throws where the name could not be a folder's and a cgroup's name. */
export function checkName(name: string): void {
  if (!NAME.test(name)) {
    throw new Error(`lab name "${name}": lower-case letters, digits and dashes, 31 at most`);
  }
}

/** The state of a lab, or undefined where there is none (or `up` died before writing it). */
export async function readState(name: string): Promise<LabState | undefined> {
  const text = await readFile(fileOf(name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : stateSchema.parse(JSON.parse(text));
}

/** The state of a lab that must stand; throws where there is none of this name. */
export async function stateOf(name: string): Promise<LabState> {
  checkName(name);
  const state = await readState(name);
  if (state === undefined) throw new Error(`there is no lab ${name}`);
  return state;
}

export async function writeState(name: string, state: LabState): Promise<void> {
  await mkdir(labFolder(name), { recursive: true, mode: 0o700 });
  await writeFile(`${fileOf(name)}.new`, JSON.stringify(state));
  await rename(`${fileOf(name)}.new`, fileOf(name));
}

/** The names of all labs, those of a half-finished `up` included. */
export async function labNames(): Promise<string[]> {
  const entries = await readdir(STATE_FOLDER, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

export async function removeState(name: string): Promise<void> {
  await rm(labFolder(name), { recursive: true, force: true, maxRetries: 5 });
}

/** Removes the labs' common folder; leaves it where something is in it. */
export async function removeStateFolder(): Promise<void> {
  await rmdir(STATE_FOLDER).catch(() => undefined);
}

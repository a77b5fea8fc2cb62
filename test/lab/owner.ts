import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** A process, told from a later one with the same number by when it began (proc(5), field 22). */
export const ownerSchema = z.object({ pid: z.int(), began: z.string() });

/** The process for which a lab stands: it is abandoned when that has ended. */
export type Owner = z.infer<typeof ownerSchema>;

const BEGAN = 22;

/** When a process began, in the kernel's ticks; undefined where there is none of this number. */
async function beganAt(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // the second field is a name in parentheses, which may hold anything
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === undefined || state === 'Z') return undefined;
  return rest[BEGAN - 4];
}

/** @throws where no process has this number */
export async function ownerFor(pid: number): Promise<Owner> {
  const began = await beganAt(pid);
  if (began === undefined) throw new Error(`there is no process ${pid} for a lab to stand for`);
  return { pid, began };
}

export async function hasEnded({ pid, began }: Owner): Promise<boolean> {
  return (await beganAt(pid)) !== began;
}

import { z } from 'zod';
import { contentHash, type RemoteFile } from '../remote/remote-host.ts';
import { revertEdits, type Json, type JsonEdit, type JsonObject } from './json-edits.ts';

const jsonValue = z.json() as unknown as z.ZodType<Json>;
const path = z.array(z.string());

const jsonEdit = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('set'),
    path,
    before: jsonValue.optional(),
    after: z.string(),
  }),
  z.object({ kind: z.literal('add'), path, items: z.array(z.string()) }),
  z.object({ kind: z.literal('make'), path, before: jsonValue.optional() }),
]) as unknown as z.ZodType<JsonEdit>;

/** A file of the host that we changed, as the host's list has it. */
export const managedFile = z.object({
  path: z.string(),
  /** null: there was no such file */
  before: z.object({ content: z.base64(), mode: z.string(), owner: z.string() }).nullable(),
  /** sha256 of what we last wrote */
  after: z.string(),
  /** how to take our part back when somebody else has changed the file since */
  edits: z.array(jsonEdit).readonly().optional(),
  lines: z.array(z.string()).readonly().optional(),
});
export type ManagedFile = z.infer<typeof managedFile>;

/** What of a file's content is ours; neither: all of it. */
export interface Part {
  readonly edits?: readonly JsonEdit[] | undefined;
  readonly lines?: readonly string[] | undefined;
}

function withoutLines(content: Buffer, lines: readonly string[]): Buffer {
  const ours = new Set(lines);
  const kept = content
    .toString('utf8')
    .split('\n')
    .filter((line) => !ours.has(line));
  return Buffer.from(kept.join('\n'));
}

function withoutEdits(content: Buffer, edits: readonly JsonEdit[]): Buffer | undefined {
  try {
    const now = JSON.parse(content.toString('utf8')) as JsonObject;
    const rest = revertEdits(now, edits);
    // what holds nothing of ours keeps its form, too
    if (JSON.stringify(rest) === JSON.stringify(now)) return content;
    return Buffer.from(`${JSON.stringify(rest, undefined, 2)}\n`);
  } catch {
    return undefined;
  }
}

/** The content without our part; undefined where that cannot be told apart from the rest. */
export function withoutPart(part: Part, content: Buffer): Buffer | undefined {
  if (part.lines) return withoutLines(content, part.lines);
  return part.edits && withoutEdits(content, part.edits);
}

type Kept = ManagedFile['before'];

const keptOf = (file: RemoteFile): Kept => ({ ...file, content: file.content.toString('base64') });

function contentOf(kept: Kept): Buffer | undefined {
  return kept === null ? undefined : Buffer.from(kept.content, 'base64');
}

function equal(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

/**
 * What a file was before us. What others did to it between two changes of ours belongs to it: then
 * it is what they would have without our part.
 */
function beforeOf(known: ManagedFile | undefined, now: RemoteFile | undefined): Kept {
  if (!known) return now ? keptOf(now) : null;
  if (equal(contentOf(known.before), now?.content)) return known.before;
  if (!now) return null;
  if (contentHash(now.content) === known.after) return known.before;
  const theirs = withoutPart(known, now.content);
  return theirs ? keptOf({ ...now, content: theirs }) : known.before;
}

function distinct(edits: readonly JsonEdit[]): JsonEdit[] {
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
}

/** A file's entry from now on. @param now what it is before the change */
export function entryFor(
  filePath: string,
  known: ManagedFile | undefined,
  now: RemoteFile | undefined,
  next: RemoteFile,
  part: Part,
): ManagedFile {
  // a try that was cut off after the list was written makes the same edits again
  const edits = distinct([...(known?.edits ?? []), ...(part.edits ?? [])]);
  const lines = [...new Set([...(known?.lines ?? []), ...(part.lines ?? [])])];
  return {
    path: filePath,
    before: beforeOf(known, now),
    after: contentHash(next.content),
    ...(edits.length ? { edits } : {}),
    ...(lines.length ? { lines } : {}),
  };
}

export interface Restoration {
  readonly outcome: 'restored' | 'cleaned' | 'left';
  /** what to write, undefined: the file goes */
  readonly content: Buffer | undefined;
}

/**
 * How a file is put back: byte for byte where nobody else has touched it since, else our part is
 * taken out of what it is now.
 */
export function restorationOf(entry: ManagedFile, now: Buffer): Restoration {
  const before = contentOf(entry.before);
  // also after a crash between the list and the change that it stands for
  const untouched = contentHash(now) === entry.after || equal(before, now);
  if (untouched) return { outcome: 'restored', content: before };
  const content = withoutPart(entry, now);
  if (content === undefined) return { outcome: 'left', content: now };
  const empty = /^\s*(\{\s*\})?\s*$/.test(content.toString('utf8'));
  return { outcome: 'cleaned', content: before === undefined && empty ? undefined : content };
}

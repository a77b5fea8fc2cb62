import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One call of the 2017 interface document: what it sends and what it shows as the answer. */
export interface SeedCall {
  /** 1 to 33 as the document numbers them; components and logs by name */
  readonly id: string;
  readonly title: string;
  /** the document's curl line */
  readonly curl: string;
  /** name of the file that the curl line sends, and the document's content of it */
  readonly bodyFile: string;
  readonly body: unknown;
  /** parsed JSON, or the text where it is none */
  readonly response: unknown;
}

const FACTS = join(import.meta.dirname, 'facts/seed.json');

/** What the facts have in the place of a private key. */
export const CUT = 'cut: see the document';

/** The document's calls; its private keys are cut out. */
export function readFacts(): SeedCall[] {
  return JSON.parse(readFileSync(FACTS, 'utf8')) as SeedCall[];
}

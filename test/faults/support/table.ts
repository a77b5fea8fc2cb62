import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../../shared/contract/errors.ts';

const FILE = join(import.meta.dirname, '../../../docs/faults.md');

/** One line of docs/faults.md: what an operator who meets the fault wants to know. */
export interface Row {
  readonly fault: string;
  /** what was told; undefined where the fault does not stand in the way */
  readonly problem: Problem | undefined;
  /** where no problem is told: what the operator sees instead */
  readonly instead?: string | undefined;
  readonly left: string;
  readonly repair: string;
}

/** Takes out of a text what is of one lab or one run. */
function general(text: string): string {
  return text
    .replaceAll(/\b10\.77\.\d+\.(\d+)/g, '10.0.0.$1')
    .replaceAll(/SHA256:[A-Za-z0-9+/]{43}/g, 'SHA256:…')
    .replaceAll(/\b[0-9a-f]{24,32}\b/g, '…')
    .replaceAll(/swarm [0-9a-z]{25}/g, 'swarm …')
    .replaceAll(/\b\d+ (s|MiB)\b/g, 'N $1')
    .replaceAll(/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, '…');
}

const cell = (text: string) =>
  text
    .trim()
    .replaceAll('|', String.raw`\|`)
    .replaceAll('\n', '<br>');

function lineOf({ fault, problem, instead, left, repair }: Row): string {
  const seen = problem
    ? `\`${problem.code}\` in \`${problem.step ?? ''}\`: ${general(problem.message)}`
    : (instead ?? '');
  const cells = [fault, seen, problem ? general(problem.fix) : '', left, repair];
  return `| ${cells.map(cell).join(' | ')} |`;
}

function sectionOf(title: string, rows: readonly Row[]): string {
  return [
    `## ${title}`,
    '',
    '| Fault | What the operator sees | The fix that is told | What is left | How it is repaired |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(lineOf),
    '',
  ].join('\n');
}

const read = () => readFileSync(FILE, 'utf8');

/** A section's part of the document, from its heading to the next one. */
function find(text: string, title: string): { start: number; end: number } | undefined {
  const start = text.indexOf(`## ${title}\n`);
  if (start < 0) return undefined;
  const next = text.indexOf('\n## ', start);
  return { start, end: next < 0 ? text.length : next + 1 };
}

export interface Comparison {
  readonly documented: string;
  readonly seen: string;
}

/**
 * A section of docs/faults.md as it is, and as the faults that were just made say. With
 * CLUSTERDESK_WRITE_DOCS=1 it is written first.
 */
export function compareSection(title: string, rows: readonly Row[]): Comparison {
  const seen = sectionOf(title, rows);
  const text = read();
  const place = find(text, title);
  if (process.env['CLUSTERDESK_WRITE_DOCS'] === '1') {
    const before = place ? text.slice(0, place.start) : `${text.trimEnd()}\n\n`;
    const after = place ? text.slice(place.end) : '';
    writeFileSync(FILE, `${before}${seen}${after ? `\n${after}` : ''}`.replace(/\n+$/, '\n'));
    return { documented: seen, seen };
  }
  return { documented: place ? `${text.slice(place.start, place.end).trimEnd()}\n` : '', seen };
}

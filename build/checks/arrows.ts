// The architecture check: which room imports which, who knows Electron, how long files are.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { report, repositoryFiles, type Offence } from './check.ts';
import { forbiddenArrow, onOneFloor, roomOf } from './house.ts';
import { importsOf } from './imports.ts';

const MAX_LINES = 400;
const SOURCES = /^(main|shared|renderer|test|build)\/.*\.(ts|tsx|mjs|cjs|sh)$/;
const MODULES = /^(main|shared|renderer)\/.*\.tsx?$/;
const TESTS = /\.test\.tsx?$/;

interface Arrow {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

/**
 * Checks a tree of sources.
 * @param sources path from the root, with / between its parts, to the file's text
 * @returns every offence against the house's rules
 */
export function checkArchitecture(sources: ReadonlyMap<string, string>): Offence[] {
  const offences: Offence[] = [];
  const arrows: Arrow[] = [];
  for (const [file, text] of sources) {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    if (lines > MAX_LINES) offences.push({ file, message: `${lines} lines, over ${MAX_LINES}` });
    if (!MODULES.test(file)) continue;

    const from = roomOf(file);
    if (from === null) {
      offences.push({ file, message: 'the house has no such room (build/checks/house.ts)' });
      continue;
    }
    for (const { specifier, line } of importsOf(file, text)) {
      const message = forbiddenPackage(file, from, specifier);
      if (message !== null) offences.push({ file, line, message });
      // A test sets its own world up, so it may reach for any room.
      if (!specifier.startsWith('.') || TESTS.test(file)) continue;
      const to = roomOf(posix.join(posix.dirname(file), specifier)) ?? specifier;
      arrows.push({ file, line, from, to });
    }
  }
  for (const arrow of arrows) {
    const message = forbiddenArrow(arrow.from, arrow.to) ?? cycle(arrow, arrows);
    if (message !== null) offences.push({ file: arrow.file, line: arrow.line, message });
  }
  return offences;
}

function forbiddenPackage(file: string, room: string, specifier: string): string | null {
  if (/^electron(\/|$)/.test(specifier) && room !== 'main/desktop') {
    return 'only main/desktop imports electron';
  }
  const runsInBrowser = (room === 'shared' || room === 'renderer') && !TESTS.test(file);
  return runsInBrowser && specifier.startsWith('node:')
    ? `${room} runs in the browser too and may not import ${specifier}`
    : null;
}

function cycle({ from, to }: Arrow, arrows: readonly Arrow[]): string | null {
  if (!onOneFloor(from, to)) return null;
  const back = arrows.find((other) => other.from === to && other.to === from);
  return back === undefined
    ? null
    : `${from} and ${to} import each other (the other way: ${back.file}:${back.line})`;
}

if (import.meta.main) {
  const files = repositoryFiles(ROOT, SOURCES);
  const sources = new Map<string, string>();
  for (const file of files) sources.set(file, readFileSync(join(ROOT, file), 'utf8'));
  report(checkArchitecture(sources), `${files.length} files, every arrow points down`);
}

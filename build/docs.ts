import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorTable, type ErrorCode } from '../shared/contract/errors.ts';
import { errorNotes } from './error-notes.ts';

const FOLDER = join(import.meta.dirname, '../docs/errors');

/** The page of a code: what happened, what to do, how the API answers it. */
function page(code: ErrorCode): string {
  const { status, title, fix } = errorTable[code];
  const notes = errorNotes[code];
  return [
    `# ${code}: ${title}`,
    '',
    ...(notes ? [notes, ''] : []),
    `What to do: ${fix}`,
    '',
    `HTTP status: ${status}`,
    '',
  ].join('\n');
}

function index(): string {
  const rows = Object.entries(errorTable).map(
    ([code, { status, title }]) => `- [${code}](${code}.md) ${title} (${status})`,
  );
  return ['# Errors', '', 'Written by `npm run docs` from the error table.', '', ...rows, ''].join(
    '\n',
  );
}

/** The pages as they are to be: name of the file and its text. */
export function errorPages(): Map<string, string> {
  const codes = Object.keys(errorTable) as ErrorCode[];
  const pages = codes.map((code): [string, string] => [`${code}.md`, page(code)]);
  return new Map([['README.md', index()], ...pages]);
}

/** The pages as they stand. */
export function writtenPages(): Map<string, string> {
  const names = readdirSync(FOLDER).toSorted();
  return new Map(names.map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
}

function write(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const pages = errorPages();
  for (const [name, text] of pages) writeFileSync(join(FOLDER, name), text);
  console.log(`${pages.size} pages in docs/errors`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) write();

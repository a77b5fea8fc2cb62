import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorTable, type ErrorCode } from '../../shared/contract/errors.ts';
import { ROOT } from '../setup/paths.mjs';
import { errorNotes } from './error-notes.ts';

/** Where the pages stand. */
export const ERROR_PAGES = join(ROOT, 'docs/errors');

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
  const names = readdirSync(ERROR_PAGES).toSorted();
  return new Map(names.map((name) => [name, readFileSync(join(ERROR_PAGES, name), 'utf8')]));
}

// Writes the parts of docs/ that are made from the code.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_PAGES, errorPages } from '../docs/error-pages.ts';

rmSync(ERROR_PAGES, { recursive: true, force: true });
mkdirSync(ERROR_PAGES, { recursive: true });
const pages = errorPages();
for (const [name, text] of pages) writeFileSync(join(ERROR_PAGES, name), text);
console.log(`${pages.size} pages in docs/errors`);

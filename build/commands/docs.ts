// Writes the parts of the documentation that are made from the code.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_PAGES, errorPages } from '../docs/error-pages.ts';
import { documentsWithFloors } from '../docs/floors.ts';
import { ROOT } from '../setup/paths.mjs';

rmSync(ERROR_PAGES, { recursive: true, force: true });
mkdirSync(ERROR_PAGES, { recursive: true });
const pages = errorPages();
for (const [name, text] of pages) writeFileSync(join(ERROR_PAGES, name), text);
console.log(`${pages.size} pages in docs/errors`);

for (const [path, text] of documentsWithFloors()) {
  writeFileSync(join(ROOT, path), text);
  console.log(`the floors in ${path}`);
}

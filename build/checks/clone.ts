// No file of tests and tools names a place outside of the clone: a lone clone is all they have.
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { ROOT } from '../setup/paths.mjs';
import { report, repositoryFiles, type Offence } from './check.ts';

const SOURCES = /^((test|build)\/.*|[^/]+)\.(ts|mjs|cjs|sh)$/;
/** A text in quotes that climbs: '../x', or '..' as one of several arguments. */
const CLIMBING = /(['"`])(\.\.(?:\/[^'"`\s]*)?)\1/g;
/** A chain of arguments before it that climbs too: join(folder, '..', '..', 'x'). */
const CHAIN = /((?:['"`]\.\.(?:\/\.\.)*\/?['"`]\s*,\s*)+)$/;
const FROM_ROOT = /\b(ROOT|root)\s*,\s*$/;

/** Finds the lines of a file whose paths lead out of the clone. Takes its path from the root. */
export function pathsOutside(file: string, text: string): Offence[] {
  return text.split('\n').flatMap((content, index) =>
    [...content.matchAll(CLIMBING)].flatMap((match) => {
      const before = content.slice(0, match.index);
      const climbed = CHAIN.exec(before)?.[1] ?? '';
      const up = [...climbed.matchAll(/\.\./g)].map(() => '..');
      const start = FROM_ROOT.test(before.slice(0, before.length - climbed.length))
        ? ''
        : dirname(file);
      const target = normalize(join(start, ...up, match[2] ?? ''));
      if (target !== '..' && !target.startsWith('../')) return [];
      return [{ file, line: index + 1, message: `leads out of the clone: ${target}` }];
    }),
  );
}

if (import.meta.main) {
  const files = repositoryFiles(ROOT, SOURCES);
  const offences = files.flatMap((file) =>
    pathsOutside(file, readFileSync(join(ROOT, file), 'utf8')),
  );
  report(offences, `${files.length} files of tests and tools, none looks outside of the clone`);
}

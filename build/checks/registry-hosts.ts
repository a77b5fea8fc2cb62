// No file names the host of a package registry: which mirror is used is the machine's own setting.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { report, repositoryFiles, type Offence } from './check.ts';

/** In parts, so that this file does not name them either. */
const HOSTS = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'npmmirror', 'com'],
  ['registry', 'yarnpkg', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['deb', 'debian', 'org'],
  ['ftp', 'debian', 'org'],
  ['security', 'debian', 'org'],
  ['snapshot', 'debian', 'org'],
  ['archive', 'debian', 'org'],
  ['archive', 'ubuntu', 'com'],
  ['security', 'ubuntu', 'com'],
  ['ports', 'ubuntu', 'com'],
].map((parts) => parts.join('.'));

/** Finds the lines of a file that name a registry's host. */
export function registryHosts(file: string, text: string): Offence[] {
  return text.split('\n').flatMap((content, index) => {
    const host = HOSTS.find((name) => content.includes(name));
    if (host === undefined) return [];
    return [{ file, line: index + 1, message: `names the registry host ${host}` }];
  });
}

if (import.meta.main) {
  const files = repositoryFiles(ROOT);
  const offences = files.flatMap((file) =>
    registryHosts(file, readFileSync(join(ROOT, file), 'latin1')),
  );
  report(offences, `${files.length} files, none names a registry host`);
}

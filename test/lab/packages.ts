import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { must } from './run.ts';

/**
 * Writes the index of a folder of .deb files, so that apt takes the folder as a flat repository:
 * the control fields of each package and where it is (Debian wiki, DebianRepository/Format).
 */
export async function indexPackages(folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.deb')).toSorted();
  if (files.length === 0) throw new Error(`no packages in ${folder}`);
  const stanzas = await Promise.all(
    files.map(async (file) => {
      const full = path.join(folder, file);
      const control = await must('dpkg-deb', ['--field', full]);
      const content = await readFile(full);
      const sum = createHash('sha256').update(content).digest('hex');
      return `${control.trimEnd()}\nFilename: ./${file}\nSize: ${content.length}\nSHA256: ${sum}\n`;
    }),
  );
  await writeFile(path.join(folder, 'Packages'), stanzas.join('\n'));
}

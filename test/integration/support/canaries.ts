import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeLegacy } from '../../../main/secrets/legacy-encoding.ts';

/** The forms in which a secret could slip out: as it is, escaped, and encoded. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    // the last symbol depends on what follows the secret
    base64.slice(0, -1),
    encodeLegacy(secret).replace(/=+$/, '').slice(0, -1),
  ];
}

/** Looks for secrets by name. */
export class Canaries {
  private readonly forms: [name: string, forms: Buffer[]][];

  constructor(secrets: Readonly<Record<string, string>>) {
    this.forms = Object.entries(secrets).map(([name, secret]) => [
      name,
      formsOf(secret).map((form) => Buffer.from(form)),
    ]);
  }

  /** The names of the secrets that stand in a text. */
  in(text: string | Buffer): string[] {
    const bytes = Buffer.from(text as string);
    return this.forms
      .filter(([, forms]) => forms.some((form) => bytes.includes(form)))
      .map(([name]) => name);
  }

  /** `file: name` for each secret in a file below the folder. */
  inFolder(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => {
        const file = join(entry.parentPath, entry.name);
        return this.in(readFileSync(file)).map((name) => `${file}: ${name}`);
      });
  }

  /**
   * The secrets that stand in command lines of this machine's processes, those of the lab's hosts
   * included, which run in process name spaces below ours.
   */
  inProcessList(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return this.in(readFileSync(`/proc/${pid}/cmdline`));
        } catch {
          return []; // it has ended meanwhile
        }
      });
  }
}

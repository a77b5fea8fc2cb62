import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tempFolder } from '../store/fixtures.testing.ts';
import type { ExecOptions, ExecResult } from './exec.ts';
import { RemoteHost } from './remote-host.ts';

/** The user of the tests stands for root. */
const OWNER = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;

/**
 * A host whose files lie in a folder: its scripts are run by a real sh, and its paths are those
 * below the folder.
 */
export class FolderHost extends RemoteHost {
  readonly folder = tempFolder();
  /** scripts that were run, for tests that count */
  readonly scripts: string[] = [];
  /** throws instead of running: the controller dies here */
  beforeScript: (script: string, args: readonly string[]) => void = () => undefined;

  constructor() {
    super({ host: '10.0.0.1', port: 22, user: 'root' }, () => true);
  }

  override root(script: string, options: Omit<ExecOptions, 'as'> = {}): Promise<ExecResult> {
    this.scripts.push(script);
    this.beforeScript(script, options.args ?? []);
    const args = (options.args ?? []).map((arg) => this.inFolder(arg));
    return new Promise((resolve, reject) => {
      const child = spawn('sh', ['-c', script, 'sh', ...args]);
      const out = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
      child.once('error', reject);
      child.once('close', (code) =>
        resolve({ ...out, code: code ?? 128, stdout: out.stdout.replaceAll(this.folder, '') }),
      );
      // a script that does not read its input may end before it is written
      child.stdin.on('error', () => undefined).end(options.stdin ?? '');
    });
  }

  private inFolder(arg: string): string {
    if (arg === '0:0') return OWNER;
    return arg.startsWith('/') ? join(this.folder, arg) : arg;
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  mode(path: string): string {
    return (statSync(this.path(path)).mode & 0o777).toString(8);
  }

  /** What the operator of the host does. */
  put(path: string, content: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
  }
}

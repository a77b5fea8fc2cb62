import { spawn } from 'node:child_process';

/** What a finished command left: its exit code and all it wrote. */
export type CommandResult = { code: number; stdout: string; stderr: string };

export type RunOptions = {
  /** Text given to standard input; without it the command reads an empty input. */
  stdin?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** After this many milliseconds the command is killed and its code is 124. */
  timeout?: number;
};

const TIMEOUT_MS = 120_000;

/**
 * Runs one program with its arguments as they are (no shell in between).
 * Never throws for an exit code: 127 means that the program is not there, 124 that its time is up.
 */
export function run(
  file: string,
  args: string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: options.cwd, env: options.env });
    let stdout = '';
    let stderr = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, options.timeout ?? TIMEOUT_MS);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => undefined); // the program may end without reading its input
    child.stdin.end(options.stdin ?? '');
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, stdout, stderr: error.message });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: late ? 124 : (code ?? (signal === null ? 1 : 128)), stdout, stderr });
    });
  });
}

/** Like run, but gives only the output and throws with what the program said when it fails. */
export async function must(
  file: string,
  args: string[],
  options: RunOptions = {},
): Promise<string> {
  const result = await run(file, args, options);
  if (result.code !== 0) {
    const said = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-15).join('\n');
    throw new Error(`${file} ${args.join(' ')} ended with code ${result.code}: ${said}`);
  }
  return result.stdout;
}

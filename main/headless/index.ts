import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startControlPlane, type ControlPlane } from '../control-plane.ts';
import { AlreadyRunningError } from '../instance-lock.ts';
import { DataKeyError } from '../secrets/data-key.ts';
import { SecretUnreadableError } from '../secrets/vault.ts';

/** Codes by which a caller can tell why the control plane did not start. */
const EXIT = { failed: 1, usage: 2, alreadyRunning: 3, noDataKey: 4, portInUse: 5 } as const;

const USAGE = `Usage: npm run serve -- --data DIR [--port P] [--key-file FILE] [--retry-limit S]
                           [--sign-in-code] [--window N] [--new]

  --data DIR       folder of the store; made when missing
  --port P         port on loopback, 0 for any free one (default 10002)
  --key-file FILE  keep the key of the secrets in this file (0600) instead of the OS keychain
  --retry-limit S     seconds that an operation waits for a host that does not answer (default 120)
                   or whose package manager is busy (default 600)
  --sign-in-code   print a code for one sign-in of a browser
  --new            begin with an empty store although a damaged one lies aside
  --window N       hosts worked on at once in an operation (default 20)
`;

class UsageError extends Error {}

interface Arguments {
  readonly dataDir: string;
  readonly port?: number;
  readonly keyFile?: string;
  readonly retryLimit?: number;
  readonly signInCode: boolean;
  readonly window?: number;
  readonly mayBeNew: boolean;
}

function readArguments(argv: string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'key-file': { type: 'string' },
        'retry-limit': { type: 'string' },
        'sign-in-code': { type: 'boolean', default: false },
        window: { type: 'string' },
        new: { type: 'boolean', default: false },
      },
    });
    const faults = [
      values.data ? undefined : '--data DIR is missing',
      values.port === undefined || (/^\d{1,5}$/.test(values.port) && Number(values.port) < 65_536)
        ? undefined
        : `--port ${values.port} is no port number`,
      values['retry-limit'] === undefined || /^\d{1,5}$/.test(values['retry-limit'])
        ? undefined
        : `--retry-limit ${values['retry-limit']} is no number of seconds`,
      values.window === undefined || /^[1-9]\d{0,2}$/.test(values.window)
        ? undefined
        : `--window ${values.window} is no number from 1 to 999`,
    ].filter((fault) => fault !== undefined);
    if (faults.length > 0) throw new UsageError(faults.join('; '));
    return {
      dataDir: resolve(values.data ?? ''),
      signInCode: values['sign-in-code'],
      mayBeNew: values.new,
      ...(values.port === undefined ? {} : { port: Number(values.port) }),
      ...(values.window === undefined ? {} : { window: Number(values.window) }),
      ...(values['retry-limit'] === undefined ? {} : { retryLimit: Number(values['retry-limit']) }),
      ...(values['key-file'] === undefined ? {} : { keyFile: resolve(values['key-file']) }),
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const root = join(import.meta.dirname, '..', '..');

function version(): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function explain(error: unknown): number {
  const say = (text: string) => process.stderr.write(`clusterdesk: ${text}\n`);
  if (error instanceof UsageError) {
    say(`${error.message}\n\n${USAGE}`);
    return EXIT.usage;
  }
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    say(`${(error as Error).message}. Another program has this port: choose one with --port.`);
    return EXIT.portInUse;
  }
  say(error instanceof Error ? error.message : String(error));
  if (error instanceof AlreadyRunningError) return EXIT.alreadyRunning;
  const noKey = error instanceof DataKeyError || error instanceof SecretUnreadableError;
  if (noKey) return EXIT.noDataKey;
  return EXIT.failed;
}

function stopOnSignals(controlPlane: ControlPlane): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      controlPlane.stop().then(
        () => process.exit(0),
        (error: unknown) => process.exit(explain(error)),
      );
    });
  }
}

try {
  const { signInCode, ...options } = readArguments(process.argv.slice(2));
  const pageDir = join(root, 'out', 'renderer');
  const controlPlane = await startControlPlane({
    ...options,
    version: version(),
    ...(existsSync(join(pageDir, 'index.html')) ? { pageDir } : {}),
  });
  stopOnSignals(controlPlane);
  process.stdout.write(`ready ${controlPlane.url}\n`);
  if (signInCode) process.stdout.write(`code ${controlPlane.createSignInCode()}\n`);
} catch (error) {
  process.exitCode = explain(error);
}

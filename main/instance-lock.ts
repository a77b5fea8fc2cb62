import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';

/** Another control plane runs on this data folder. */
export class AlreadyRunningError extends Error {
  readonly url: string;

  constructor(dataDir: string, url: string) {
    super(`Clusterdesk already runs on ${dataDir}${url ? `, at ${url}` : ''}.`);
    this.url = url;
  }
}

/** What endpoint.json holds, for scripts of the same OS user; token is an admin token of this run. */
export interface Endpoint {
  readonly url: string;
  readonly pid: number;
  readonly token: string;
}

const endpointFile = (dataDir: string) => join(dataDir, 'endpoint.json');

function knownUrl(dataDir: string): string {
  try {
    return (JSON.parse(readFileSync(endpointFile(dataDir), 'utf8')) as Endpoint).url;
  } catch {
    return '';
  }
}

/** One control plane at a time on a data folder. */
export interface InstanceLock {
  publish(endpoint: Endpoint): void;
  release(): void;
}

/**
 * Takes the data folder. The lock is SQLite's own on a file of its own: the operating system gives
 * it up when the process dies, so that nothing stale is left to be judged by a pid.
 * @returns the lock, to be kept: it is open no longer than somebody refers to it
 * @throws AlreadyRunningError
 */
export function lockInstance(dataDir: string): InstanceLock {
  const db = new SQLite(join(dataDir, 'instance.lock'), { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!String((error as { code?: string }).code).startsWith('SQLITE_BUSY')) throw error;
    throw new AlreadyRunningError(dataDir, knownUrl(dataDir));
  }
  rmSync(endpointFile(dataDir), { force: true });
  return {
    publish(endpoint) {
      writeFileSync(endpointFile(dataDir), `${JSON.stringify(endpoint)}\n`, { mode: 0o600 });
    },
    release() {
      rmSync(endpointFile(dataDir), { force: true });
      db.close();
    },
  };
}

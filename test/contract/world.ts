import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { pino } from 'pino';
import { startControlPlane } from '../../main/control-plane.ts';

/** A control plane of its own folder on a free port, with what a test needs to talk to it. */
export interface World {
  readonly url: string;
  readonly token: string;
  readonly dataDir: string;
  /** the store, read by a second connection */
  readonly db: SQLite.Database;
  /** lines of the control plane's log so far */
  log(): string[];
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  createSignInCode(): string;
  stop(): Promise<void>;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** sends no token */
  readonly anonymous?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** the parsed text; undefined where it is no JSON */
  readonly json: unknown;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Starts the whole control plane. The caller stops it. */
export async function startWorld(): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'clusterdesk-contract-'));
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const plane = await startControlPlane({
    dataDir,
    port: 0,
    keyFile: join(dataDir, 'key'),
    version: '0.0.0-test',
    logger,
  });
  const { token } = JSON.parse(readFileSync(join(dataDir, 'endpoint.json'), 'utf8')) as {
    token: string;
  };
  const db = new SQLite(join(dataDir, 'clusterdesk.db'), { readonly: true });

  return {
    url: plane.url,
    token,
    dataDir,
    db,
    log: () => lines,
    createSignInCode: () => plane.createSignInCode(),
    async request(method, path, { body, headers = {}, anonymous = false } = {}) {
      const response = await fetch(plane.url + path, {
        method,
        headers: {
          ...(!anonymous && { 'x-auth-token': token }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parse(text) };
    },
    async stop() {
      db.close();
      await plane.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

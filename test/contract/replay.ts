import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SeedCall } from './seed.ts';
import { shapeDifferences } from './shape.ts';
import type { World } from './world.ts';

const run = promisify(execFile);

/** One row of the report. */
export interface Row {
  readonly id: string;
  readonly call: string;
  readonly replayed: string;
  readonly same: string;
  readonly differences: readonly string[];
}

/** A machine that stands for one of the document's. */
export interface Machine {
  readonly ip: string;
  readonly port: number;
  readonly sshUser: string;
  /** as the 2017 system's callers encode it */
  readonly privateKey: string;
}

const ID = /^[0-9a-f]{24}$/;
const STATUS_MARK = '\nstatus ';

/** The words of the document's curl line, its double quotes taken off. */
export function words(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''));
}

/** Notes which of our ids stands for which of the document's, where both answer in one place. */
function matchIds(expected: unknown, actual: unknown, ids: Map<string, string>): void {
  if (typeof expected === 'string' && typeof actual === 'string') {
    if (ID.test(expected) && ID.test(actual) && !ids.has(expected)) ids.set(expected, actual);
    return;
  }
  if (typeof expected !== 'object' || typeof actual !== 'object' || !expected || !actual) return;
  for (const [key, value] of Object.entries(expected)) {
    matchIds(value, (actual as Record<string, unknown>)[key], ids);
  }
}

/** Sends the document's calls with real curl, with our ids, token, address and machines. */
export class Replay {
  readonly rows: Row[] = [];
  readonly ids = new Map<string, string>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'clusterdesk-replay-'));
  private readonly world: World;
  private readonly calls: ReadonlyMap<string, SeedCall>;
  private readonly machines: ReadonlyMap<string, Machine>;
  private readonly registry: string;

  constructor(
    world: World,
    calls: readonly SeedCall[],
    machines: ReadonlyMap<string, Machine>,
    registry: string,
  ) {
    this.world = world;
    this.calls = new Map(calls.map((call) => [call.id, call]));
    this.machines = machines;
    this.registry = registry;
    const user = world.db.prepare<[], { id: string }>('SELECT id FROM users').get();
    for (const id of ['59bb4331403cba000a116359', '5982dba001bf6000084d02ce']) {
      this.ids.set(id, user?.id ?? '');
    }
  }

  /** Text of the document with our ids and addresses in it. */
  private translate(text: string): string {
    const known = [...this.ids].reduce((out, [seed, ours]) => out.replaceAll(seed, ours), text);
    return known.replaceAll('192.168.10.95:5000', this.registry);
  }

  private bodyOf(call: SeedCall): string {
    const text = JSON.stringify(call.body, (_, value: unknown) => {
      const machine = this.machines.get((value as { ip?: string } | null)?.ip ?? '');
      return machine ? { ...(value as object), ...machine } : value;
    });
    return this.translate(text);
  }

  private async curl(call: SeedCall): Promise<{ status: string; text: string }> {
    const [program = 'curl', ...given] = words(call.curl);
    const args = given.map((word) => {
      if (word.startsWith('X-Auth-Token:')) return `X-Auth-Token: ${this.world.token}`;
      const path = /^http:\/\/[\d.a-z]+:\d+(\/.*)$/.exec(word)?.[1];
      return path === undefined ? word : this.world.url + this.translate(path);
    });
    if (call.bodyFile) writeFileSync(join(this.folder, call.bodyFile), this.bodyOf(call));
    const { stdout } = await run(
      program,
      ['-sS', '--max-time', '120', '-w', `${STATUS_MARK}%{http_code}`, ...args],
      { cwd: this.folder },
    );
    const at = stdout.lastIndexOf(STATUS_MARK);
    return { status: stdout.slice(at + STATUS_MARK.length), text: stdout.slice(0, at) };
  }

  /** Sends a call of the document and compares the answer. @returns the answer, parsed */
  async send(id: string): Promise<unknown> {
    const call = this.calls.get(id);
    if (!call) throw new Error(`the document has no call ${id}`);
    const { status, text } = await this.curl(call);
    const isText = typeof call.response === 'string';
    const actual: unknown = isText ? text : JSON.parse(text);
    const differences =
      status === '200' ? shapeDifferences(call.response, actual) : [`status ${status}: ${text}`];
    if (isText && !/^-----BEGIN .*PRIVATE KEY-----/.test(text)) differences.push('no private key');
    matchIds(call.response, actual, this.ids);
    this.note(id, 'yes', differences);
    return actual;
  }

  /** Notes a call that was not sent, with the reason. */
  skip(id: string, reason: string): void {
    this.note(id, `no: ${reason}`, []);
  }

  private note(id: string, replayed: string, differences: readonly string[]): void {
    const call = this.calls.get(id);
    const [, method = 'GET'] = /-X (\w+)/.exec(call?.curl ?? '') ?? [];
    const path = /:10002(\/[^\s"?]*)/.exec(call?.curl ?? '')?.[1] ?? '';
    const same = replayed !== 'yes' ? '-' : differences.length === 0 ? 'yes' : 'NO';
    this.rows.push({ id, call: `${method} ${path}`, replayed, same, differences });
  }

  /** The table: call, replayed, same shape. */
  table(): string {
    const order = (row: Row) => Number(row.id) || 99;
    return [...this.rows]
      .toSorted((a, b) => order(a) - order(b))
      .map(({ id, call, replayed, same, differences }) =>
        [id.padEnd(11), call.padEnd(84), replayed.padEnd(4), same, ...differences].join(' '),
      )
      .join('\n');
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

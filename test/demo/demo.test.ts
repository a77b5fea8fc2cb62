import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { down, labSupport, list } from '../lab/index.ts';
import { NO_TRACES, tracesOf } from '../lab/testing/traces.ts';

const DEMO = join(import.meta.dirname, 'demo.ts');
const support = await labSupport();
if (!support.ok) process.stderr.write(`tests of the demo are left out: ${support.reason}\n`);

/** The demo with folders of its own and a mark by which every process of it is found. */
class Demo {
  readonly folder = mkdtempSync(join(tmpdir(), 'clusterdesk-demo-test-'));
  readonly exited: Promise<number | null>;
  output = '';
  private readonly mark = `DEMO_MARK=${randomUUID()}`;
  private readonly child;

  constructor() {
    const [name = '', value = ''] = this.mark.split('=');
    this.child = spawn(process.execPath, [DEMO, '--once', '--port', '0'], {
      env: { ...process.env, NODE_OPTIONS: '', TMPDIR: this.folder, [name]: value },
      stdio: ['ignore', 'pipe', 'pipe'],
      // a process group of its own, as a terminal gives it
      detached: true,
    });
    const hear = (text: string) => (this.output += text);
    this.child.stdout.setEncoding('utf8').on('data', hear);
    this.child.stderr.setEncoding('utf8').on('data', hear);
    this.exited = once(this.child, 'close').then(([code]) => code as number | null);
  }

  get lab(): string {
    return `demo-${this.child.pid}`;
  }

  /** Waits until it has said something. @throws with what it said when it ends before */
  async says(text: string): Promise<void> {
    const early = this.exited.then(() => {
      if (!this.output.includes(text)) throw new Error(`it ended:\n${this.output}`);
    });
    const heard = new Promise<void>((resolve) => {
      this.child.stdout.on('data', () => this.output.includes(text) && resolve());
    });
    if (!this.output.includes(text)) await Promise.race([heard, early]);
  }

  /** Ctrl-C: the terminal sends it to all processes of the group. */
  interrupt(): void {
    process.kill(-(this.child.pid ?? 0), 'SIGINT');
  }

  /** Processes that it started, whichever way, and that still run. */
  processes(): string[] {
    return readdirSync('/proc').filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(this.mark);
      } catch {
        return false; // no process, or gone meanwhile
      }
    });
  }

  async remove(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await this.exited;
    }
    await down(this.lab);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe.skipIf(!support.ok)('the demo', () => {
  let demo: Demo;
  beforeEach(() => {
    demo = new Demo();
  });
  afterEach(() => demo.remove());

  async function expectNothingLeft(net: number): Promise<void> {
    expect(await tracesOf(demo.lab, net)).toEqual(NO_TRACES);
    expect(demo.processes()).toEqual([]);
    expect(readdirSync(demo.folder)).toEqual([]);
  }

  /** The number of its subnet, 10.77.N.0/24. */
  async function netOfLab(): Promise<number> {
    const lab = (await list()).find(({ name }) => name === demo.lab);
    return Number(lab?.subnet.split('.')[2]);
  }

  test('builds a cluster, says where it is to be seen, and leaves nothing behind', async () => {
    await demo.says('Building a cluster');
    const net = await netOfLab();
    expect(await demo.exited).toBe(0);
    expect(demo.output).toMatch(/See it at http:\/\/127\.0\.0\.1:\d+$/m);
    expect(demo.output).toMatch(/Sign in with the code [A-Z0-9]{8} /);
    await expectNothingLeft(net);
  });

  test('cleans up when it is interrupted while it builds', async () => {
    await demo.says('✓');
    const net = await netOfLab();
    demo.interrupt();
    expect(await demo.exited).toBe(1);
    expect(demo.output).not.toContain('See it at');
    await expectNothingLeft(net);
  });

  test('cleans up when it is interrupted while the hosts boot', async () => {
    await demo.says('Booting');
    await expect.poll(netOfLab, { timeout: 60_000 }).not.toBeNaN();
    const net = await netOfLab();
    demo.interrupt();
    expect(await demo.exited).toBe(1);
    expect(demo.output).not.toContain('    at ');
    await expectNothingLeft(net);
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '../../../main/instance-lock.ts';
import { Api } from './api.ts';

const ROOT = join(import.meta.dirname, '../../..');
const HEADLESS = join(ROOT, 'main/headless/index.ts');
const READY_MS = 30_000;
const STOP_MS = 20_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnOptions {
  /** the program and its arguments before ours; the headless entry by default */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** A control plane as a process of its own, as `npm run serve` starts it. */
export class ControlPlaneProcess {
  readonly exited: Promise<Exit>;
  output = '';
  private readonly child: ChildProcess;
  private url: string | undefined;

  constructor(args: readonly string[], options: SpawnOptions = {}) {
    const [file = '', ...before] = options.command ?? [process.execPath, HEADLESS];
    this.child = spawn(file, [...before, ...args, ...(options.args ?? [])], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (text: string) => (this.output += text);
    this.child.stdout?.setEncoding('utf8').on('data', hear);
    this.child.stderr?.setEncoding('utf8').on('data', hear);
    // a test run that is broken off leaves no control plane behind
    const end = () => this.child.kill('SIGKILL');
    process.once('exit', end);
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        process.off('exit', end);
        resolve({ code, signal });
      });
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The address of its line `ready URL`. @throws when it ends before, with what it said */
  ready(): Promise<string> {
    if (this.url !== undefined) return Promise.resolve(this.url);
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`no "ready": ${why}\n${this.output}`));
      const timer = setTimeout(() => fail(`${READY_MS} ms are over`), READY_MS);
      const look = () => {
        this.url = /^ready (\S+)$/m.exec(this.output)?.[1];
        if (this.url === undefined) return;
        clearTimeout(timer);
        resolve(this.url);
      };
      this.child.stdout?.on('data', look);
      look();
      void this.exited.then(({ code, signal }) => {
        clearTimeout(timer);
        fail(`it ended with ${signal ?? code}`);
      });
    });
  }

  /** Asks it to end; kills it when it does not. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<Exit> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    this.child.kill(signal);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** The power goes out for it. */
  async kill(): Promise<Exit> {
    this.child.kill('SIGKILL');
    return this.exited;
  }
}

/** A data folder with its key file, and the control planes that run on it one after the other. */
export class Station {
  static readonly entry = HEADLESS;
  readonly home = mkdtempSync(join(tmpdir(), 'clusterdesk-integration-'));
  readonly dataDir = join(this.home, 'data');
  readonly keyFile = join(this.home, 'key');
  private current: ControlPlaneProcess | undefined;
  private readonly forget = () => rmSync(this.home, { recursive: true, force: true });

  constructor() {
    process.once('exit', this.forget);
  }

  /** Starts a control plane and waits until it is ready. */
  async start(options: SpawnOptions = {}): Promise<Api> {
    const args = ['--data', this.dataDir, '--port', '0', '--key-file', this.keyFile];
    this.current = new ControlPlaneProcess(args, options);
    await this.current.ready();
    return this.api();
  }

  /** The interface of the control plane that runs. */
  api(): Api {
    return new Api(this.endpoint());
  }

  /** A control plane with these arguments and no others, which may refuse to start. */
  static run(args: readonly string[], options: SpawnOptions = {}): ControlPlaneProcess {
    return new ControlPlaneProcess(args, options);
  }

  /** endpoint.json, for scripts of the same OS user. */
  endpoint(): Endpoint {
    return JSON.parse(readFileSync(join(this.dataDir, 'endpoint.json'), 'utf8')) as Endpoint;
  }

  get process(): ControlPlaneProcess {
    if (!this.current) throw new Error('no control plane was started');
    return this.current;
  }

  stop(): Promise<Exit> {
    return this.process.stop();
  }

  kill(): Promise<Exit> {
    return this.process.kill();
  }

  /** Ends what runs and removes the folder. */
  async remove(): Promise<void> {
    if (this.current?.isRunning) await this.current.kill();
    process.off('exit', this.forget);
    this.forget();
  }
}

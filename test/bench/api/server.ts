import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a server says of its own process. */
export interface Strain {
  /** the longest that its event loop stood still, in ms */
  readonly longest: number;
  /** resident memory now, in MiB */
  readonly memory: number;
}

export interface Ready {
  readonly url: string;
  readonly token: string;
  /** ms from the start of the process */
  readonly started: number;
}

/** A server in a process of its own: what measures shares no event loop with what is measured. */
export class Server {
  private readonly child: ChildProcess;
  readonly ready: Ready;

  private constructor(child: ChildProcess, ready: Ready) {
    this.child = child;
    this.ready = ready;
  }

  /** @param entry plane or bare, a file of this folder */
  static async start(entry: 'plane' | 'bare', ...args: string[]): Promise<Server> {
    const child = fork(join(import.meta.dirname, `${entry}.ts`), args);
    const [ready] = (await once(child, 'message')) as [Ready];
    return new Server(child, ready);
  }

  /** Figures since the last time that they were asked for. */
  async strain(): Promise<Strain> {
    const answer = once(this.child, 'message');
    this.child.send('strain');
    const [strain] = (await answer) as [Strain];
    return strain;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.send('stop');
    await ended;
  }
}

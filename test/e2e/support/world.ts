import { expect, test as base } from '@playwright/test';
import { Station } from '../../integration/support/control-plane.ts';
import type { Api } from '../../integration/support/api.ts';
import { down, labSupport, up, type HostOptions, type Lab } from '../../lab/index.ts';
import { watchPage } from './watch.ts';

const MINUTE = 60_000;

/** What each host of a file's lab is to be, and whether it has a registry. */
export interface LabPlan {
  readonly hosts: HostOptions[];
  readonly registry?: boolean;
}

/** The control plane that serves the page: it can be killed and started again on its port. */
export class Desk {
  readonly #station = new Station();
  #api: Api | undefined;

  get api(): Api {
    if (!this.#api) throw new Error('the control plane was not started');
    return this.#api;
  }

  get url(): string {
    return this.api.url;
  }

  /** Starts it: on any free port, or on the one it had. */
  async start(): Promise<void> {
    const port = this.#api ? new URL(this.#api.url).port : '0';
    this.#api = await this.#station.start({ args: ['--sign-in-code', '--port', port] });
  }

  /** The one-time code that this start printed. */
  async code(): Promise<string> {
    const { process } = this.#station;
    const read = () => /^code (\S+)$/m.exec(process.output)?.[1] ?? '';
    await expect.poll(read, 'a one-time code on the terminal').not.toBe('');
    return read();
  }

  /** What stands against it: its last words where it has ended by itself. */
  get fault(): string {
    const { isRunning, output } = this.#station.process;
    return isRunning ? '' : output || 'it ended without a word';
  }

  /** The power goes out for it. */
  async kill(): Promise<void> {
    await this.#station.kill();
  }

  async remove(): Promise<void> {
    await this.#station.remove();
  }
}

interface TestParts {
  /** what has to hold of every page: checked when the test ends */
  readonly watched: void;
}

interface WorkerParts {
  readonly labPlan: LabPlan;
  readonly lab: Lab;
  readonly desk: Desk;
}

/** Tests of the page on a lab and a control plane of the file's own. */
export const test = base.extend<TestParts, WorkerParts>({
  labPlan: [{ hosts: [{}, {}] }, { option: true, scope: 'worker' }],
  lab: [
    async ({ labPlan }, use) => {
      const support = await labSupport();
      if (!support.ok) base.skip(true, support.reason);
      const name = `e2e-${process.pid}`;
      try {
        await use(await up({ name, ...labPlan }));
      } finally {
        await down(name);
      }
    },
    { scope: 'worker', timeout: 5 * MINUTE },
  ],
  desk: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameters' names
    async ({}, use) => {
      const desk = new Desk();
      try {
        await desk.start();
        await use(desk);
      } finally {
        await desk.remove();
      }
    },
    { scope: 'worker', timeout: MINUTE },
  ],
  watched: [
    async ({ context, desk }, use) => {
      const faults = await watchPage(context);
      await use();
      expect(desk.fault, 'the end of the control plane').toBe('');
      expect(faults, 'policy violations and errors of the page itself').toEqual([]);
    },
    { auto: true },
  ],
});

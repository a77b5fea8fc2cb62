import { expect, type Locator, type Page } from '@playwright/test';

const END_MS = 90_000;

/** The live page of an operation. */
export class OperationView {
  readonly page: Page;
  readonly grid: Locator;
  readonly log: Locator;
  readonly elapsed: Locator;
  readonly heading: Locator;

  constructor(page: Page) {
    this.page = page;
    this.grid = page.getByRole('grid', { name: 'Steps of each host' });
    this.log = page.getByRole('log', { name: 'Log' });
    this.elapsed = page.getByText(/^Elapsed \d/);
    this.heading = page.getByRole('heading', { level: 1 });
  }

  get id(): string {
    return /\/operations\/([0-9a-f]{24})$/.exec(this.page.url())?.[1] ?? '';
  }

  /** A step of a host in the grid, whatever its state. */
  step(host: string, phase: string): Locator {
    return this.grid.getByRole('button', { name: `${host}, ${phase}:` });
  }

  async expectStep(host: string, phase: string, state: string): Promise<void> {
    const name = new RegExp(`: ${state}( |$)`);
    await expect(this.step(host, phase)).toHaveAccessibleName(name, { timeout: END_MS });
  }

  /** Waits for the operation's state in words, as the page's head shows it. */
  async expectState(state: string): Promise<void> {
    const head = this.page.locator('header').filter({ has: this.heading });
    await expect(head.getByText(state, { exact: true })).toBeVisible({ timeout: END_MS });
  }

  action(name: 'Cancel' | 'Retry' | 'Roll back'): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Answers yes to what an action asks before it begins. */
  async confirm(name: string): Promise<void> {
    await this.page.getByRole('alertdialog').getByRole('button', { name, exact: true }).click();
  }

  /** The card of an error, by its title. */
  problem(title: string): Locator {
    return this.page.getByRole('article', { name: title });
  }
}

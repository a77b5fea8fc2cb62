import { expect, type Locator, type Page } from '@playwright/test';

/** A machine as one types it into the form, with a login of its own. */
export interface Machine {
  readonly address: string;
  readonly user: string;
  readonly port?: string;
  readonly privateKey?: string | undefined;
  readonly password?: string;
  readonly sudoPassword?: string;
}

/** The form that describes a cluster. Machines are counted from 1. */
export class CreateForm {
  readonly page: Page;
  readonly name: Locator;
  readonly submit: Locator;
  /** what is to be corrected */
  readonly summary: Locator;

  constructor(page: Page) {
    this.page = page;
    this.name = page.getByLabel('Cluster name', { exact: true });
    this.submit = page.getByRole('button', { name: 'Check and show the plan' });
    this.summary = page.getByRole('alert').filter({ hasText: /to correct/ });
  }

  /** A field of a machine by its label. */
  of(machine: number, label: string): Locator {
    return this.page.getByLabel(`${label} of machine ${machine}`, { exact: true });
  }

  ofRegistry(registry: number, label: string): Locator {
    return this.page.getByLabel(`${label} of registry ${registry}`, { exact: true });
  }

  async fillMachine(number: number, machine: Machine): Promise<void> {
    const { address, user, port, privateKey, password, sudoPassword } = machine;
    await this.of(number, 'Address').fill(address);
    await this.of(number, 'User').fill(user);
    if (port) await this.of(number, 'Port').fill(port);
    if (password) {
      await this.of(number, 'Log in with').selectOption('Password');
      await this.of(number, 'Password').fill(password);
    }
    if (privateKey) await this.of(number, 'Private key').fill(privateKey);
    if (sudoPassword) await this.of(number, 'Password for sudo').fill(sudoPassword);
  }

  /** Fills a form that is still empty: name and machines, each with its own login. */
  async describe(name: string, machines: readonly Machine[]): Promise<void> {
    await this.name.fill(name);
    await this.describeMachines(machines);
  }

  async describeMachines(machines: readonly Machine[]): Promise<void> {
    await this.page.getByRole('checkbox', { name: 'Use the same login for all' }).uncheck();
    const remove = this.page.getByRole('button', { name: /^Remove machine/ });
    while ((await remove.count()) > machines.length) await remove.last().click();
    for (const [index, machine] of machines.entries()) await this.fillMachine(index + 1, machine);
  }

  /** Has the machines checked and waits for the plan. */
  async plan(name: string): Promise<PlanView> {
    await this.submit.click();
    const view = new PlanView(this.page);
    await expect(view.heading).toHaveText(`The plan for ${name}`, { timeout: 30_000 });
    return view;
  }

  /** Asks a machine for its host key and opens the question whether it is the right one. */
  async readHostKey(machine: number): Promise<Locator> {
    await this.page
      .getByRole('button', { name: `Read it from the host of machine ${machine}` })
      .click();
    const dialog = this.page.getByRole('dialog', { name: /^Is this the key of/ });
    await expect(dialog).toBeVisible({ timeout: 15_000 });
    return dialog;
  }
}

/** What would be done to each machine. */
export class PlanView {
  readonly page: Page;
  readonly heading: Locator;
  readonly create: Locator;
  readonly again: Locator;

  constructor(page: Page) {
    this.page = page;
    this.heading = page.getByRole('heading', { level: 1 });
    this.create = page.getByRole('button', { name: 'Create the cluster' });
    this.again = page.getByRole('button', { name: 'Check again' });
  }

  /** The card of a machine. */
  of(address: string): Locator {
    return this.page
      .locator('section')
      .filter({ has: this.page.getByRole('heading', { level: 2, name: address }) });
  }
}

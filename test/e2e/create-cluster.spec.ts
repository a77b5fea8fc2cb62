import { expect, type Page } from '@playwright/test';
import { changesSince, onHost, snapshots, swarmNodes } from '../integration/support/hosts.ts';
import { DEPLOY_PASSWORD, type Lab } from '../lab/index.ts';
import { expectAccessible } from './support/accessibility.ts';
import { CreateForm, type Machine } from './support/form.ts';
import { closeGate, openGate } from './support/gate.ts';
import { OperationView } from './support/operation.ts';
import { screen, screens } from './support/screens.ts';
import { enterCode, signInCard } from './support/sign-in.ts';
import { test } from './support/world.ts';

// three for the cluster, one that joins it later
test.use({ labPlan: { hosts: [{ docker: false }, {}, {}, {}], registry: true } });

const NAME = 'harbour';

type Machines = [Machine, Machine, Machine];

/** Three ways of logging in: root with a key, a user whose sudo asks, one on another port. */
function machinesOf(lab: Lab): Machines {
  const [one = '', two = '', three = ''] = lab.hosts.map(({ address }) => address);
  const { privateKey } = lab;
  return [
    { address: one, user: 'root', privateKey },
    { address: two, user: 'deploy', password: DEPLOY_PASSWORD, sudoPassword: DEPLOY_PASSWORD },
    { address: three, user: 'operator', port: '2222', privateKey },
  ];
}

async function openTheForm(page: Page): Promise<CreateForm> {
  await expect(page.getByText('No clusters yet')).toBeVisible();
  await screens(page, 'clusters-empty');
  await page.getByRole('link', { name: 'Create a cluster' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Create a cluster' })).toBeVisible();
  return new CreateForm(page);
}

/** Everything that is wrong is told at once, at its field and above; nothing typed is lost. */
async function sendWrongInput(form: CreateForm, machines: Machines) {
  const [one, two, three] = machines;
  const keyless = { ...three, privateKey: undefined };
  await form.describe('bad name!', [one, { ...two, address: one.address }, keyless]);
  await form.submit.click();
  await expect(form.summary).toBeFocused();
  await expect(form.summary).toContainText('3 things to correct');
  await expect(form.name).toHaveAttribute('aria-invalid', 'true');
  await expect(form.name).toHaveAccessibleDescription(/1 to 32 letters, digits and hyphens/);
  await expect(form.of(2, 'Address')).toHaveAccessibleDescription(/given twice/);
  await expect(form.of(3, 'Private key')).toHaveAccessibleDescription(/Paste the private key/);
  await screen(form.page, 'create-errors-light-en');
  await form.summary.getByRole('button', { name: 'Address of machine 2' }).click();
  await expect(form.of(2, 'Address')).toBeFocused();
  await expect(form.name).toHaveValue('bad name!');
  await expect(form.of(1, 'Private key')).toHaveValue(one.privateKey ?? '');
  await expect(form.of(2, 'Password')).toHaveValue(DEPLOY_PASSWORD);
  await expect(form.of(3, 'Port')).toHaveValue('2222');
}

async function mendInput(form: CreateForm, machines: Machines, lab: Lab) {
  const [, two, three] = machines;
  await form.name.fill(NAME);
  await form.of(2, 'Address').fill(two.address);
  await form.of(3, 'Private key').fill(three.privateKey ?? '');
  await expect(form.summary).toBeHidden();
  await form.page.getByRole('button', { name: 'Add a registry' }).click();
  await form.ofRegistry(1, 'Address').fill(lab.registry?.address ?? '');
  await form.ofRegistry(1, 'Name').fill('practice');
  await form.ofRegistry(1, 'Security').selectOption('insecure');
}

async function pinHostKey(form: CreateForm, lab: Lab): Promise<void> {
  const { address = '', hostKey = '' } = lab.hosts[0] ?? {};
  const dialog = await form.readHostKey(1);
  await expect(dialog).toHaveAccessibleName(`Is this the key of ${address}:22?`);
  await expect(dialog.getByText(hostKey, { exact: true })).toBeVisible();
  await screen(form.page, 'host-key-light-en');
  await dialog.getByRole('button', { name: 'It is the same: pin it' }).click();
  await expect(form.of(1, 'Pinned host key')).toHaveValue(hostKey);
}

async function readThePlan(form: CreateForm, machines: Machines, lab: Lab) {
  const plan = await form.plan(NAME);
  const [one, two, three] = machines.map(({ address }) => plan.of(address));
  await expect(form.page.getByRole('status').filter({ hasText: 'ready' })).toContainText(
    'errors: 0',
  );
  await expect(one ?? plan.heading).toContainText('Master');
  await expect(one ?? plan.heading).toContainText('not installed');
  await expect(one ?? plan.heading).toContainText('Install Docker with apt-get');
  await expect(one ?? plan.heading).toContainText('Start a swarm');
  await expect(two ?? plan.heading).toContainText('Shared');
  await expect(two ?? plan.heading).toContainText('Join the swarm as worker');
  await expect(three ?? plan.heading).toContainText('Worker');
  for (const card of [one, two, three]) {
    await expect(card ?? plan.heading).toContainText('Debian GNU/Linux');
    await expect(card ?? plan.heading).toContainText(lab.registry?.address ?? '');
  }
  for (const card of [two, three]) await expect(card ?? plan.heading).not.toContainText('Install');
  return plan;
}

/** From the cluster's page to the machines of all clusters and back. */
async function findAmongNodes(page: Page, [one, two, three]: Machines): Promise<void> {
  await page.getByRole('link', { name: 'Nodes', exact: true }).click();
  const rows = page.getByRole('table', { name: 'Hosts' }).locator('tbody').getByRole('row');
  for (const { address } of [one, two, three]) {
    await expect(rows.filter({ hasText: address })).toContainText('Running');
  }
  await screens(page, 'nodes');
  await expectAccessible(page);
  await page.getByRole('combobox', { name: 'Filter by role' }).selectOption('Shared');
  await expect(rows).toHaveCount(1);
  await page.getByRole('searchbox').fill(one.address);
  await expect(page.getByText('No node matches the filter.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await rows.filter({ hasText: two.address }).getByRole('link', { name: NAME }).click();
  await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();
}

/** A further machine joins the cluster whose page is open, does its part, and leaves. */
async function addAndRemoveHost(page: Page, lab: Lab): Promise<void> {
  const address = lab.hosts[3]?.address ?? '';
  const live = new OperationView(page);
  await page.getByRole('button', { name: 'Add hosts' }).click();
  await expect(live.heading).toHaveText(`Add hosts to ${NAME}`);
  const form = new CreateForm(page);
  await form.describeMachines([{ address, user: 'root', privateKey: lab.privateKey }]);
  await screen(page, 'add-hosts-light-en');
  const plan = await form.plan(`the new hosts of ${NAME}`);
  await expect(plan.of(address)).toContainText('Join the swarm as worker');
  await page.getByRole('button', { name: 'Add the hosts' }).click();
  await expect(live.heading).toHaveText(`Add hosts: ${NAME}`);
  await live.expectState('Succeeded');
  expect(await swarmNodes(lab)).toHaveLength(4);
  expect(await swarmNodes(lab)).toContainEqual(
    expect.objectContaining({ address, state: 'ready' }),
  );

  await page.getByRole('link', { name: 'Open the cluster' }).click();
  const table = page.getByRole('table', { name: 'Hosts' });
  await table.getByRole('row').filter({ hasText: address }).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Remove hosts' }).click();
  const dialog = page.getByRole('dialog', { name: `Remove these hosts from ${NAME}?` });
  await expect(dialog.getByText(address)).toBeVisible();
  await screen(page, 'remove-hosts-light-en');
  await dialog.getByRole('button', { name: 'Remove the hosts' }).click();
  await expect(live.heading).toHaveText(`Remove hosts: ${NAME}`);
  await live.expectState('Succeeded');
  expect(await swarmNodes(lab)).toHaveLength(3);
}

test('three machines become a cluster, a fourth comes and goes, all are given back', async ({
  page,
  lab,
  desk,
}) => {
  const machines = machinesOf(lab);
  const [one, two, three] = machines;
  await closeGate(lab, 1);
  // sudo's own note that a user has used it, which is there on a machine that one works with
  await onHost(lab, 2, 'runuser -u deploy touch /home/deploy/.sudo_as_admin_successful');
  const before = await snapshots(lab);
  const form = await test.step('sign in and open the form', async () => {
    await page.goto(desk.url);
    await expect(signInCard(page).heading).toBeVisible();
    await screens(page, 'sign-in');
    await enterCode(page, await desk.code());
    return openTheForm(page);
  });

  await test.step('wrong input, then right', async () => {
    await sendWrongInput(form, machines);
    await mendInput(form, machines, lab);
    await pinHostKey(form, lab);
    await screens(page, 'create');
  });

  await test.step('the plan changes nothing', async () => {
    const plan = await readThePlan(form, machines, lab);
    expect(await changesSince(before, lab)).toEqual([]);
    await screens(page, 'plan', ['light-en']);
    await plan.create.click();
  });

  const live = new OperationView(page);
  await test.step('the live page follows the work, over a reload too', async () => {
    await expect(live.heading).toHaveText(`Create the cluster: ${NAME}`);
    await live.expectStep(two.address, 'Mark the host as ours', 'done');
    await live.expectStep(one.address, 'Install Docker', 'running');
    await expect(live.log).toContainText('docker.io');
    const shown = await live.elapsed.textContent();
    await expect(live.elapsed).not.toHaveText(shown ?? '');
    await screens(page, 'operation', ['light-en', 'dark-zh']);
    await page.reload();
    await live.expectStep(one.address, 'Install Docker', 'running');
    await expect(live.log).toContainText('docker.io');
    await openGate(lab, 1);
    await live.expectState('Succeeded');
    for (const { address } of machines) await live.expectStep(address, 'Verify the node', 'done');
    await live.step(one.address, 'Install Docker').click();
    await expect(live.log).toContainText('Setting up docker.io');
    await screen(page, 'operation-step-light-en');
  });

  await test.step('the cluster runs', async () => {
    await page.getByRole('link', { name: 'Open the cluster' }).click();
    await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();
    const table = page.getByRole('table', { name: 'Hosts' });
    await expect(table.getByRole('row')).toHaveCount(4);
    for (const [{ address }, role] of [
      [one, 'Master'],
      [two, 'Shared'],
      [three, 'Worker'],
    ] as const) {
      const row = table.getByRole('row').filter({ hasText: address });
      await expect(row).toContainText(role);
      await expect(row).toContainText('Running');
    }
    await screens(page, 'cluster', ['dark-en']);
    const ready = { state: 'ready', availability: 'active' };
    expect(await swarmNodes(lab)).toMatchObject([
      { ...ready, role: 'manager', labels: { 'clusterdesk.role': 'master' } },
      { ...ready, role: 'worker', labels: { 'clusterdesk.role': 'shared', lb: 'enable' } },
      { ...ready, role: 'worker', labels: { 'clusterdesk.role': 'pure' } },
    ]);
  });

  await test.step('its machines are among the nodes', () => findAmongNodes(page, machines));

  await test.step('a fourth machine comes and goes', () => addAndRemoveHost(page, lab));

  await test.step('deleted by its name, the machines are as they were', async () => {
    await page.getByRole('link', { name: 'Clusters', exact: true }).click();
    const row = page.getByRole('table', { name: 'Clusters' }).getByRole('row', { name: NAME });
    await expect(row).toContainText('Running');
    await screens(page, 'clusters');
    await page.getByRole('button', { name: `Delete ${NAME}` }).click();
    const dialog = page.getByRole('dialog', { name: `Delete the cluster ${NAME}?` });
    const submit = dialog.getByRole('button', { name: 'Delete the cluster' });
    await dialog.getByLabel(`Type ${NAME} to confirm`).fill('harbou');
    await expect(submit).toBeDisabled();
    await dialog.getByLabel(`Type ${NAME} to confirm`).fill(NAME);
    await screen(page, 'delete-light-en');
    await submit.click();
    await expect(live.heading).toHaveText(`Delete the cluster: ${NAME}`);
    await live.expectState('Succeeded');
    await screen(page, 'operation-deleted-light-en');
    expect(await changesSince(before, lab)).toEqual([]);
    await page.getByRole('link', { name: 'Operations', exact: true }).click();
    await expect(page.getByRole('table', { name: 'Operations' }).getByRole('row')).toHaveCount(5);
    await screens(page, 'operations');
    await page.getByRole('link', { name: 'Clusters', exact: true }).click();
    await expect(page.getByText('No clusters yet')).toBeVisible();
  });
});

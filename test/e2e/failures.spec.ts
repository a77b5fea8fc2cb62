import { expect } from '@playwright/test';
import { changesSince, onHost, snapshots, swarmNodes } from '../integration/support/hosts.ts';
import { cut, DEPLOY_PASSWORD, mend, type Lab } from '../lab/index.ts';
import { CreateForm, type Machine } from './support/form.ts';
import { closeGate, openGate } from './support/gate.ts';
import { OperationView } from './support/operation.ts';
import { screen } from './support/screens.ts';
import { enterCode, openSignedIn, signInCard } from './support/sign-in.ts';
import { test } from './support/world.ts';

// 1 to 3 become one cluster; 4 and 5, of which 4 has no Docker, are for those that are broken off
test.use({ labPlan: { hosts: [{}, {}, {}, { docker: false }, {}] } });

/** apt has fetched and is about to unpack. */
const UNPACKING = /Get:\d+ \S+ \S+ docker\.io/;

function rootWithKey(lab: Lab, index: number): Machine {
  const address = lab.hosts[index - 1]?.address ?? '';
  return { address, user: 'root', privateKey: lab.privateKey };
}

function deployWithPassword(lab: Lab, index: number, password = DEPLOY_PASSWORD): Machine {
  const { address } = rootWithKey(lab, index);
  return { address, user: 'deploy', password, sudoPassword: DEPLOY_PASSWORD };
}

async function setPassword(lab: Lab, index: number, password: string): Promise<void> {
  await onHost(lab, index, `chpasswd <<'EOF'\ndeploy:${password}\nEOF`);
}

test('a wrong password and a cut cable are explained; after mending, a retry finishes', async ({
  page,
  lab,
  desk,
}) => {
  const machines = [rootWithKey(lab, 1), deployWithPassword(lab, 2), rootWithKey(lab, 3)];
  const [one, two, three] = machines.map(({ address }) => address) as [string, string, string];
  await openSignedIn(page, desk, '/clusters/new');
  const form = new CreateForm(page);
  const live = new OperationView(page);

  await test.step('the plan says it before anything happens', async () => {
    await form.describe('pier', machines);
    await form.of(2, 'Password').fill('not the password');
    const plan = await form.plan('pier');
    const refused = plan.of(two).getByRole('article', { name: 'Login refused' });
    await expect(refused).toContainText('What to do');
    for (const each of [one, three]) await expect(plan.of(each)).toContainText('Ready');
    await expect(plan.create).toBeDisabled();
    await screen(page, 'plan-blocked-light-en');
    await page.getByRole('button', { name: 'Change the description' }).click();
    await form.of(2, 'Password').fill(DEPLOY_PASSWORD);
    await form.plan('pier');
    await expect(plan.create).toBeEnabled();
    // between plan and creation the world moves on
    await setPassword(lab, 2, 'changed meanwhile');
    await cut(lab.name, 3);
    await plan.create.click();
  });

  await test.step('each error has its title, cause and what to do', async () => {
    await live.expectState('Failed');
    const refused = live.problem('Login refused');
    await expect(refused).toContainText(`Host ${two}, Connect and verify the host key`);
    await expect(refused).toContainText('Cause');
    await expect(refused).toContainText('What to do: ');
    const silent = live.problem('Host does not answer');
    await expect(silent).toContainText(`Host ${three}, Connect and verify the host key`);
    await expect(silent).toContainText('Cause');
    await expect(silent).toContainText('What to do: ');
    await expect(page.locator('main')).not.toContainText(DEPLOY_PASSWORD);
    await live.expectStep(two, 'Connect and verify the host key', 'failed');
    await screen(page, 'operation-failed-light-en');
    await page.emulateMedia({ colorScheme: 'dark' });
    await screen(page, 'operation-failed-dark-en');
    await page.emulateMedia({ colorScheme: 'light' });
    await refused.getByRole('link', { name: /HOST_LOGIN_REFUSED/ }).click();
    await expect(live.heading).toContainText('HOST_LOGIN_REFUSED');
    await screen(page, 'help-light-en');
    await page.goBack();
  });

  await test.step('a retry finishes it', async () => {
    await setPassword(lab, 2, DEPLOY_PASSWORD);
    await mend(lab.name, 3);
    await live.action('Retry').click();
    await live.expectState('Succeeded');
    await expect(page.getByRole('article')).toHaveCount(0);
    for (const address of [one, two, three]) {
      await live.expectStep(address, 'Verify the node', 'done');
    }
    expect(await swarmNodes(lab)).toMatchObject([
      { address: one, state: 'ready' },
      { address: two, state: 'ready' },
      { address: three, state: 'ready' },
    ]);
  });
});

test('cancelled while Docker installs, then rolled back', async ({ page, lab, desk }) => {
  const machines = [rootWithKey(lab, 4), rootWithKey(lab, 5)];
  const [{ address }] = machines as [Machine, Machine];
  await closeGate(lab, 4);
  const before = await snapshots(lab);
  await openSignedIn(page, desk, '/clusters/new');
  const form = new CreateForm(page);
  await form.describe('jetty', machines);
  const plan = await form.plan('jetty');
  await plan.create.click();

  const live = new OperationView(page);
  await live.expectStep(address, 'Install Docker', 'running');
  await expect(live.log).toContainText(UNPACKING);
  await live.action('Cancel').click();
  await screen(page, 'cancel-light-en');
  await live.confirm('Cancel the operation');
  await live.expectState('Cancelled');
  await live.expectStep(address, 'Install Docker', 'cancelled');
  await expect.poll(() => onHost(lab, 4, 'pgrep -x apt-get || echo none')).toBe('none');
  await screen(page, 'operation-cancelled-light-en');

  // an installation that was cut off is finished by dpkg before it can be taken back
  await openGate(lab, 4);
  await live.action('Roll back').click();
  await live.confirm('Roll back');
  await live.expectState('Rolled back');
  await expect(live.action('Retry')).toHaveCount(0);
  await screen(page, 'operation-rolled-back-light-en');
  expect(await changesSince(before, lab)).toEqual([]);
});

test('the control plane is killed and started again under an open page', async ({
  page,
  lab,
  desk,
}) => {
  const machines = [rootWithKey(lab, 4), rootWithKey(lab, 5)];
  const [one, two] = machines as [Machine, Machine];
  await closeGate(lab, 4);
  await openSignedIn(page, desk, '/clusters/new');
  const form = new CreateForm(page);
  await form.describe('quay', machines);
  const plan = await form.plan('quay');
  await plan.create.click();
  const live = new OperationView(page);
  await live.expectStep(one.address, 'Install Docker', 'running');
  await expect(live.log).toContainText(UNPACKING);
  const address = page.url();

  await desk.kill();
  const bar = page.getByRole('alert').filter({ hasText: 'Connection lost' });
  await expect(bar).toBeVisible();
  await expect(live.grid).toBeVisible();
  await screen(page, 'connection-lost-light-en');

  await desk.start();
  await expect(signInCard(page).heading).toBeVisible();
  await expect(page.getByText('Your session has ended')).toBeVisible();
  await screen(page, 'session-ended-light-en');
  await enterCode(page, await desk.code());
  await expect(live.heading).toHaveText('Create the cluster: quay');
  expect(page.url()).toBe(address);
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
  await openGate(lab, 4);
  await live.expectState('Succeeded');
  for (const machine of [one, two]) {
    await live.expectStep(machine.address, 'Verify the node', 'done');
  }
  await live.step(one.address, 'Install Docker').click();
  // what was logged before the kill, and after it
  await expect(live.log).toContainText(UNPACKING);
  expect(await swarmNodes(lab, 4)).toHaveLength(2);
});

import { expect, type Page } from '@playwright/test';
import { onHost } from '../integration/support/hosts.ts';
import { DEPLOY_PASSWORD } from '../lab/index.ts';
import { expectAccessible, tabAndType, tabTo } from './support/accessibility.ts';
import { CreateForm, PlanView } from './support/form.ts';
import { OperationView } from './support/operation.ts';
import { screen } from './support/screens.ts';
import { enterCode, openSignedIn, signInCard } from './support/sign-in.ts';
import { watchPage } from './support/watch.ts';
import { test } from './support/world.ts';

test.use({ labPlan: { hosts: [{}, {}] } });

const NAME = 'lighthouse';

test('a code works once; a wrong one and a used one are refused', async ({ page, desk }) => {
  const card = signInCard(page);
  const refusal = page.getByText(/not valid/);
  await page.goto(`${desk.url}/#/operations`);
  await card.submit.click();
  await expect(card.code).toHaveAccessibleDescription(/Enter the code or a token/);
  await enterCode(page, 'WRONGONE');
  await expect(refusal).toBeVisible();
  await expect(card.code).toBeFocused();
  await screen(page, 'sign-in-refused-light-en');
  await expectAccessible(page);
  const code = await desk.code();
  await enterCode(page, code);
  // where one wanted to go
  await expect(page.getByRole('heading', { level: 1, name: 'Operations' })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await enterCode(page, code);
  await expect(refusal).toBeVisible();
});

test('signing out ends the session for good', async ({ page, context, desk }) => {
  await openSignedIn(page, desk);
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  const other = await context.newPage();
  await other.goto(desk.url);
  await expect(other.getByRole('heading', { level: 1, name: 'Clusters' })).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(signInCard(page).heading).toBeVisible();
  await expect(signInCard(other).heading).toBeVisible();
  await page.reload();
  await expect(signInCard(page).heading).toBeVisible();
  if (cookie) await context.addCookies([cookie]);
  await page.reload();
  await expect(signInCard(page).heading).toBeVisible();
});

test('language and theme are remembered', async ({ page, context, desk }) => {
  const html = page.locator('html');
  await openSignedIn(page, desk);
  await expect(html).toHaveAttribute('lang', 'en');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await page.getByRole('radio', { name: '中文' }).check();
  await expect(page.getByRole('heading', { level: 1, name: '集群' })).toBeVisible();
  await expect(html).toHaveAttribute('lang', /^zh/);
  const next = await context.newPage();
  for (const each of [page, next]) {
    await each.goto(desk.url);
    await each.reload();
    await expect(each.getByRole('heading', { level: 1, name: '集群' })).toBeVisible();
    await expect(each.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(each.locator('html')).toHaveAttribute('lang', /^zh/);
  }
  await page.getByRole('radio', { name: 'English' }).check();
  await page.getByRole('radio', { name: '跟随系统' }).or(page.getByLabel('As the system')).check();
  await expect(page.getByRole('heading', { level: 1, name: 'Clusters' })).toBeVisible();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(html).toHaveAttribute('data-theme', 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(html).toHaveAttribute('data-theme', 'dark');
});

test('what must never happen on a page is noticed by these tests', async ({ browser, desk }) => {
  const context = await browser.newContext();
  const faults = await watchPage(context);
  const page = await context.newPage();
  await page.goto(desk.url);
  await expect(signInCard(page).heading).toBeVisible();
  expect(faults).toEqual([]);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "inline"';
    document.head.append(script);
  });
  await expect.poll(() => faults.some((fault) => fault.includes('script-src'))).toBe(true);
  expect(await page.title()).not.toBe('inline');
  await context.close();
});

/** Everything that the page and its address keep of what was typed. */
async function keptByPage(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const controls = [...document.querySelectorAll('input, textarea')].map(
      (control) => (control as HTMLInputElement).value,
    );
    const { href } = location;
    const { state } = history;
    const html = document.documentElement.outerHTML;
    return JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      databases,
      await caches.keys(),
      controls,
      [href, state, document.cookie, html],
    ]);
  });
}

test('a cluster is created with the keyboard alone, and no secret stays in the page', async ({
  page,
  lab,
  desk,
}) => {
  const [one, two] = lab.hosts;
  const { keyboard } = page;
  await page.goto(desk.url);
  await expect(signInCard(page).code).toBeFocused();
  await keyboard.insertText(desk.api.token);
  await keyboard.press('Enter');
  const start = page.getByRole('link', { name: 'Create a cluster' });
  await expect(start).toBeVisible();
  await tabTo(start);
  await keyboard.press('Enter');

  const form = new CreateForm(page);
  await tabAndType(form.name, NAME);
  await tabTo(page.getByRole('radio', { name: /Compact/ }));
  await keyboard.press('ArrowRight');
  await expect(page.getByText('Masters: 3')).toBeVisible();
  await keyboard.press('ArrowLeft');
  await expect(page.getByText('Masters: 1')).toBeVisible();
  await tabAndType(page.getByLabel('User', { exact: true }), 'deploy');
  await tabTo(page.getByLabel('Log in with', { exact: true }));
  await keyboard.press('ArrowDown');
  await tabAndType(page.getByLabel('Password', { exact: true }), DEPLOY_PASSWORD);
  await tabAndType(page.getByLabel('Password for sudo', { exact: true }), DEPLOY_PASSWORD);
  await tabAndType(form.of(1, 'Address'), one?.address ?? '');
  await tabAndType(form.of(2, 'Address'), two?.address ?? '');
  await tabTo(page.getByRole('button', { name: 'Remove machine 3' }));
  await keyboard.press('Enter');
  await expect(form.of(3, 'Address')).toHaveCount(0);
  await tabTo(page.getByRole('button', { name: 'More settings of machine 1' }));
  await keyboard.press('Enter');
  await tabTo(page.getByRole('button', { name: 'Read it from the host of machine 1' }));
  await keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Is this the key of/ });
  await expect(dialog.getByText(one?.hostKey ?? '')).toBeVisible();
  await tabTo(dialog.getByRole('button', { name: 'It is the same: pin it' }));
  await keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(form.of(1, 'Pinned host key')).toHaveValue(one?.hostKey ?? '');
  await tabTo(form.submit);
  await keyboard.press('Enter');

  const plan = new PlanView(page);
  await expect(plan.heading).toHaveText(`The plan for ${NAME}`);
  await expect(plan.create).toBeEnabled();
  await tabTo(plan.create);
  await keyboard.press('Enter');

  const live = new OperationView(page);
  await expect(live.heading).toHaveText(`Create the cluster: ${NAME}`);
  expect(await keptByPage(page)).not.toContain(DEPLOY_PASSWORD);
  await live.expectState('Succeeded');
  await tabTo(live.step(one?.address ?? '', 'Connect and verify the host key'));
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowRight');
  await expect(live.step(two?.address ?? '', 'Check the host')).toBeFocused();
  await keyboard.press('Enter');
  await expect(live.step(two?.address ?? '', 'Check the host')).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  const kept = await keptByPage(page);
  for (const secret of [DEPLOY_PASSWORD, desk.api.token]) expect(kept).not.toContain(secret);
  expect(await onHost(lab, 1, 'docker node ls -q | wc -l')).toBe('2');
});

test('axe finds nothing on any screen, in light and dark', async ({ page, lab, desk }) => {
  const [one] = lab.hosts;
  await page.goto(desk.url);
  await expect(signInCard(page).heading).toBeVisible();
  await expectAccessible(page);

  await openSignedIn(page, desk);
  await page.reload();
  await expect(page.getByRole('table', { name: 'Clusters' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: NAME }).click();
  await expect(page.getByRole('table', { name: 'Hosts' })).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select all hosts that can be removed' }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Remove hosts' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add hosts' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Add hosts/ })).toBeVisible();
  await expectAccessible(page);
  await page.goBack();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('table', { name: 'Operations' }).getByRole('link').first().click();
  const live = new OperationView(page);
  await live.expectState('Succeeded');
  await live.step(one?.address ?? '', 'Mark the host as ours').click();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Operations', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Operations' })).toBeVisible();
  await expectAccessible(page);
  for (const path of ['/help/HOST_LOGIN_REFUSED', '/nowhere']) {
    await page.goto(`${desk.url}/#${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }

  await page.goto(`${desk.url}/#/clusters/new`);
  const form = new CreateForm(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Paste a list' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add a registry' }).click();
  await page.getByRole('button', { name: 'More settings of machine 1' }).click();
  await page.getByRole('checkbox', { name: /Reach machine 1 through a jump host/ }).check();
  await form.submit.click();
  await expect(form.summary).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('checkbox', { name: /Reach machine 1 through a jump host/ }).uncheck();
  await page.getByRole('button', { name: 'Remove registry 1' }).click();
  const login = { user: 'deploy', password: 'not the password' };
  await form.describe('buoy', [
    { address: lab.gateway, port: '9', ...login },
    { address: lab.gateway.replace(/1$/, '2'), port: '9', ...login },
  ]);
  const plan = await form.plan('buoy');
  await expect(plan.create).toBeDisabled();
  await expectAccessible(page);
});

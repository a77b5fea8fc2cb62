import { expect, type Page } from '@playwright/test';
import type { Desk } from './world.ts';

/** The card in front of the page. */
export function signInCard(page: Page) {
  return {
    heading: page.getByRole('heading', { level: 1, name: 'Sign in to Clusterdesk' }),
    code: page.getByLabel('One-time code or access token', { exact: true }),
    submit: page.getByRole('button', { name: 'Sign in', exact: true }),
  };
}

/** Enters a code where the page asks for one. */
export async function enterCode(page: Page, code: string): Promise<void> {
  const card = signInCard(page);
  await card.code.fill(code);
  await card.submit.click();
}

/** Opens a screen with a session, made with the token that scripts of this user have. */
export async function openSignedIn(page: Page, desk: Desk, path = '/clusters'): Promise<void> {
  const { url, token } = desk.api;
  await page.request.post(`${url}/session`, { data: { code: token } });
  await page.goto(`${url}/#${path}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

const MOST_TABS = 120;

/** Expects that axe finds nothing to complain about on the screen as it is, in light and dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    // what the theme does not change is looked at once
    const axe = new AxeBuilder({ page }).setLegacyMode();
    if (colorScheme === 'dark') axe.withRules(['color-contrast']);
    const { violations } = await axe.analyze();
    const found = violations.map(({ id, nodes }) => ({
      rule: id,
      where: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
    }));
    expect(found, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
}

/** Moves the focus with the tabulator key until it is on a control. */
export async function tabTo(control: Locator): Promise<void> {
  const page = control.page();
  for (let count = 0; count < MOST_TABS; count += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the tabulator key does not lead to ${String(control)}`);
}

/** Goes to a text field with the keyboard and types over what is in it. */
export async function tabAndType(control: Locator, text: string): Promise<void> {
  await tabTo(control);
  await control.page().keyboard.press('ControlOrMeta+a');
  await control.page().keyboard.insertText(text);
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';

const ROOT = join(import.meta.dirname, '../../..');
const SCREENS = join(ROOT, 'test-results/screens');
const DOCS = join(ROOT, 'docs/images');
const writeDocs = process.env.CLUSTERDESK_WRITE_DOCS === '1';

const WIDTH = 1280;
const HEIGHT = 800;
const TALLEST = 4000;

type Theme = 'light' | 'dark';
type Language = 'en' | 'zh';
const words = { en: 'English', zh: '中文' } as const;

async function setTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
}

async function setLanguage(page: Page, language: Language): Promise<void> {
  await page.getByRole('radio', { name: words[language] }).check();
  await expect(page.getByRole('radio', { name: words[language] })).toBeChecked();
}

/** Makes the window as high as what is to be seen, so that a picture has all of it. */
async function fit(page: Page): Promise<void> {
  const height = await page.evaluate(() => {
    const main = document.querySelector('main');
    return main ? main.getBoundingClientRect().top + main.scrollHeight : 0;
  });
  const wanted = Math.min(Math.max(HEIGHT, Math.ceil(height)), TALLEST);
  await page.setViewportSize({ width: WIDTH, height: wanted });
}

/**
 * Takes a picture of the screen as it is, into test-results/screens.
 * @param docs the name under which it also goes to docs/images, where that was asked for
 */
export async function screen(page: Page, name: string, docs?: string): Promise<void> {
  mkdirSync(SCREENS, { recursive: true });
  await page.mouse.move(0, 0);
  await fit(page);
  await page.screenshot({ path: join(SCREENS, `${name}.png`), animations: 'disabled' });
  if (docs && writeDocs) {
    mkdirSync(DOCS, { recursive: true });
    await page.screenshot({ path: join(DOCS, `${docs}.png`), animations: 'disabled' });
  }
  await page.setViewportSize({ width: WIDTH, height: HEIGHT });
}

/**
 * The same in light and dark, English and Chinese; ends in light English.
 * @param docs which of the four (`light-en`, ...) also go to docs/images
 */
export async function screens(page: Page, name: string, docs: string[] = []): Promise<void> {
  for (const language of ['zh', 'en'] as const) {
    await setLanguage(page, language);
    for (const theme of ['dark', 'light'] as const) {
      await setTheme(page, theme);
      const kind = `${theme}-${language}`;
      const full = `${name}-${kind}`;
      await screen(page, full, docs.includes(kind) ? full : undefined);
    }
  }
}

// Renders the app's icon into the sizes that installers want:
//   node build/commands/icons.ts        (needs Chromium; run it after a change of the drawing)
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT } from '../setup/paths.mjs';
import { CHROMIUM, QUIET_FLAGS } from '../testing/chromium.ts';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const TARGET = join(ROOT, 'build', 'resources', 'icons', 'png');

const drawing = await readFile(join(ROOT, 'renderer', 'components', 'icon.svg'), 'utf8');
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', ...QUIET_FLAGS],
});
try {
  await mkdir(TARGET, { recursive: true });
  const page = await browser.newPage();
  for (const size of SIZES) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px}</style>${drawing}`);
    await writeFile(
      join(TARGET, `${size}x${size}.png`),
      await page.screenshot({ omitBackground: true }),
    );
  }
} finally {
  await browser.close();
}

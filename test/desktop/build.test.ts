import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../electron-host/launch.ts';

const OUT = join(ROOT, 'out');
const MAIN = join(OUT, 'main');

test('the sandboxed preload requires electron and nothing else', () => {
  const code = readFileSync(join(OUT, 'preload', 'index.cjs'), 'utf8');
  const required = [...code.matchAll(/\brequire\(\s*["'`]([^"'`]+)["'`]\s*\)/g)];
  expect(required.map(([, name]) => name)).toEqual(['electron']);
  expect(code).not.toMatch(/\brequire\((?!\s*["'`])/);
  expect(code).not.toMatch(/^\s*(import|export)\b/m);
});

// Named imports of CommonJS packages pass the compiler and fail at run time.
test('main imports from packages only what plain Node finds in them', () => {
  const files = readdirSync(MAIN, { recursive: true, encoding: 'utf8' });
  let count = 0;
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    const code = readFileSync(join(MAIN, file), 'utf8');
    const imports = [...code.matchAll(/^import\b[^;]*?["']([^"']+)["'];/gms)].filter(
      ([, name = '']) => name !== 'electron' && !name.startsWith('.'),
    );
    count += imports.length;
    const probe = join(MAIN, `imports-${process.pid}.mjs`);
    writeFileSync(probe, `${imports.map(([line]) => line).join('\n')}\nprocess.exit(0);\n`);
    try {
      execFileSync(process.execPath, [probe], { stdio: 'pipe' });
    } finally {
      rmSync(probe);
    }
  }
  expect(count).toBeGreaterThan(5);
});

import { globSync, readFileSync } from 'node:fs';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';

/** What a file brings with it when it is loaded. */
function staticImports(file: string): string[] {
  const { module } = parseSync(file, readFileSync(file, 'utf8'));
  return module.staticImports.map((each) => each.moduleRequest.value);
}

test("a screen's code loads with the screen: the frame brings none but the sign-in", () => {
  const files = globSync('renderer/{main,app/*}.{ts,tsx}').filter((file) => !/\.test\./.test(file));
  expect(files).toContain('renderer/app/routes.tsx');
  const brought = files
    .flatMap(staticImports)
    .filter((specifier) => specifier.includes('/features/'));
  expect(brought).toEqual(['../features/sign-in/sign-in.tsx']);
});

import { expect, test } from 'vitest';
import { loosePins, missingOptionals } from './lock-file.ts';

const tool = { version: '1.0.0', optionalDependencies: { 'tool-linux': '1', 'tool-win': '1' } };

test('accepts optional packages beside their owner and above it', () => {
  const packages = {
    '': {},
    'node_modules/a': {},
    'node_modules/a/node_modules/tool': tool,
    'node_modules/a/node_modules/tool-linux': {},
    'node_modules/tool-win': {},
  };
  expect(missingOptionals({ packages })).toEqual([]);
});

test('names the owner and every package that is missing', () => {
  const packages = {
    'node_modules/@scope/tool': tool,
    'node_modules/@scope/tool/node_modules/tool-linux': {},
    'node_modules/other/node_modules/tool-win': {},
  };
  expect(missingOptionals({ packages })).toEqual([
    { file: 'package-lock.json', message: '@scope/tool@1.0.0 lacks tool-win' },
  ]);
});

test('wants exact versions', () => {
  const found = loosePins({
    dependencies: { exact: '1.2.3', beta: '1.2.3-beta.1', caret: '^1.2.3' },
    devDependencies: { any: '*', tag: 'latest', minor: '1.2' },
  });
  expect(found.map(({ message }) => message.split(' ')[0])).toEqual([
    'caret',
    'any',
    'tag',
    'minor',
  ]);
});

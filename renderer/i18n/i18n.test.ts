import { globSync, readFileSync } from 'node:fs';
import { parseSync, Visitor, type ESTree } from 'vite';
import { describe, expect, test } from 'vitest';
import { createClusterInput, registryInput } from '../../shared/contract/cluster.ts';
import { errorCodes } from '../../shared/contract/errors.ts';
import { nodeInput } from '../../shared/contract/node.ts';
import { en } from './en/index.ts';
import { errorsZh } from './errors.zh.ts';
import { fieldText, nameIssue } from './field-text.ts';
import { zh } from './zh/index.ts';

function leaves(texts: object, prefix = ''): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? leaves(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(value)] satisfies [string, string]],
  );
}

const chinese = /\p{Script=Han}/u;

function placeholders(text: string): string[] {
  return (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();
}

test('both languages have the same keys, all with a text', () => {
  const [english, translated] = [leaves(en), leaves(zh)];
  expect(translated.map(([key]) => key).toSorted()).toEqual(english.map(([key]) => key).toSorted());
  expect([...english, ...translated].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('a translation uses the values that its original uses', () => {
  const byKey = (texts: object) => leaves(texts).map(([key, text]) => [key, placeholders(text)]);
  expect(Object.fromEntries(byKey(zh))).toEqual(Object.fromEntries(byKey(en)));
});

test('what is in Chinese is in Chinese', () => {
  const names = new Set(['Clusterdesk', 'English', 'Docker Swarm', 'Docker', 'DC/OS', 'CPU']);
  const foreign = leaves(zh).filter(
    ([, text]) =>
      !chinese.test(text) &&
      !names.has(text) &&
      /[a-z]{2}/i.test(text.replaceAll(/\{\{\w+\}\}|GiB/g, '')),
  );
  expect(foreign).toEqual([]);
});

test('every error code has its Chinese title and fix', () => {
  expect(Object.keys(errorsZh).toSorted()).toEqual(errorCodes.toSorted());
  const untranslated = Object.entries(errorsZh).filter(
    ([, { title, fix }]) => !chinese.test(title) || !chinese.test(fix),
  );
  expect(untranslated).toEqual([]);
});

test('what the shared schemas say of a field has a Chinese text', () => {
  const bad = {
    ip: '-',
    sshUser: '!',
    port: 'x',
    hostKey: 'x',
    hostname: '-',
    privateNicName: '!',
  };
  const results = [
    nodeInput.safeParse(bad, { error: nameIssue }),
    nodeInput.safeParse({ ip: '', sshUser: '', port: 70_000 }, { error: nameIssue }),
    nodeInput.safeParse({ privateKey: 'x'.repeat(70_000) }, { error: nameIssue }),
    registryInput.safeParse({ registry: 'http://x/y' }, { error: nameIssue }),
    createClusterInput.safeParse({ createCategory: 'huge' }, { error: nameIssue }),
  ];
  const messages = results.flatMap(
    ({ error }) => error?.issues.map(({ message }) => message) ?? [],
  );
  expect(messages.length).toBeGreaterThan(10);
  expect(messages.filter((message) => !chinese.test(fieldText(message, 'zh')))).toEqual([]);
});

describe('no text is hard-coded', () => {
  const spoken = new Set([
    'aria-label',
    'title',
    'alt',
    'label',
    'aria-description',
    'text',
    'hint',
  ]);
  const words = /\p{L}{2,}/u;

  /** The constant texts that an expression can come to. */
  function textsOf(node: ESTree.Node): string[] {
    if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : [];
    if (node.type === 'JSXText') return [node.value];
    if (node.type === 'JSXExpressionContainer') return textsOf(node.expression);
    if (node.type === 'ConditionalExpression') {
      return [...textsOf(node.consequent), ...textsOf(node.alternate)];
    }
    if (node.type === 'LogicalExpression') return [...textsOf(node.left), ...textsOf(node.right)];
    if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.raw);
    return [];
  }

  /** Texts that stand in a component's source where a reader would see or hear them. */
  function hardCoded(file: string): string[] {
    const found: string[] = [];
    const check = (nodes: ESTree.Node[]) => {
      for (const text of nodes.flatMap(textsOf)) if (words.test(text)) found.push(text.trim());
    };
    const { program } = parseSync(file, readFileSync(file, 'utf8'));
    new Visitor({
      JSXElement: ({ children }) => check(children),
      JSXFragment: ({ children }) => check(children),
      JSXAttribute: ({ name, value }) => {
        if (value && name.type === 'JSXIdentifier' && spoken.has(name.name)) check([value]);
      },
    }).visit(program);
    return found;
  }

  test('in any component', () => {
    const files = globSync('renderer/**/*.tsx');
    const components = files.filter((file) => !file.endsWith('.test.tsx'));
    expect(components.length).toBeGreaterThan(30);
    const offenders = components.flatMap((file) =>
      hardCoded(file).map((text) => `${file}: ${text}`),
    );
    expect(offenders).toEqual([]);
  });
});

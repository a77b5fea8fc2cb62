import { globSync } from 'node:fs';
import type { ESTree } from 'vite';
import { expect, test } from 'vitest';
import { en } from './en/index.ts';
import { leaves, matches, pageSources, textUses, visit } from './texts.testing.ts';

const sources = pageSources();
const keys = leaves(en).map(([key]) => key.replace(/_(one|other)$/, ''));
const { strings, patterns } = textUses(sources);
const isAskedFor = (key: string) =>
  strings.has(key) || patterns.some(({ pattern }) => matches(pattern, key));

test('every text is asked for somewhere', () => {
  // these are found by what a schema says of a field: field-text.ts
  const said = textUses([...sources, ...globSync('shared/contract/*.ts')]).strings;
  const unused = keys.filter((key) =>
    key.startsWith('field.') ? !said.has(key.slice('field.'.length)) : !isAskedFor(key),
  );
  expect(unused).toEqual([]);
});

test('every text that is asked for is there', () => {
  expect(patterns.length).toBeGreaterThan(20);
  const missing = patterns.filter(({ pattern }) => !keys.some((key) => matches(pattern, key)));
  expect(missing).toEqual([]);
});

test('a key with a variable part names a group of texts that are all meant', () => {
  // `hosts.*` would count every text of hosts as asked for
  const vague = patterns.filter(({ pattern }) => {
    if (!pattern.endsWith('.*')) return false;
    const group = keys.filter((key) => key.startsWith(pattern.slice(0, -1)));
    return !group.every((key) => matches(pattern, key));
  });
  expect(vague).toEqual([]);
});

/** Attributes that a reader sees or hears. */
const spoken = new Set(['aria-label', 'title', 'alt', 'label', 'aria-description', 'text', 'hint']);
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
  visit(file, {
    JSXElement: ({ children }) => check(children),
    JSXFragment: ({ children }) => check(children),
    JSXAttribute: ({ name, value }) => {
      if (value && name.type === 'JSXIdentifier' && spoken.has(name.name)) check([value]);
    },
  });
  return found.filter((text) => !keys.includes(text));
}

test('no text is hard-coded in a component', () => {
  const components = sources.filter((file) => file.endsWith('.tsx'));
  expect(components.length).toBeGreaterThan(30);
  const offenders = components.flatMap((file) => hardCoded(file).map((text) => `${file}: ${text}`));
  expect(offenders).toEqual([]);
});

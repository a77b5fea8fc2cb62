import { globSync, readFileSync } from 'node:fs';
import { parseSync, Visitor, type ESTree } from 'vite';

/** Every text of a tree with its key, such as `app.name`. */
export function leaves(texts: object, prefix = ''): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? leaves(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(value)] satisfies [string, string]],
  );
}

/** The page's sources, tests and texts left out, by their paths from the root. */
export function pageSources(): string[] {
  return globSync('renderer/**/*.{ts,tsx}').filter(
    (file) => !/\.test(ing)?\.tsx?$|^renderer\/(i18n\/(en|zh)|test)\//.test(file),
  );
}

/** Goes over the syntax of a source. */
export function visit(file: string, visitor: ConstructorParameters<typeof Visitor>[0]): void {
  new Visitor(visitor).visit(parseSync(file, readFileSync(file, 'utf8')).program);
}

export interface TextUses {
  /** every constant string of the source: a key may stand in a table before it is asked for */
  readonly strings: ReadonlySet<string>;
  /** keys with a variable part that is asked for, such as `statuses.*`, the source beside it */
  readonly patterns: readonly { readonly file: string; readonly pattern: string }[];
}

function isTranslate({ callee }: ESTree.CallExpression): boolean {
  if (callee.type === 'Identifier') return callee.name === 't';
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 't'
  );
}

/** Which texts the sources ask for. */
export function textUses(files: readonly string[]): TextUses {
  const strings = new Set<string>();
  const patterns: { file: string; pattern: string }[] = [];
  for (const file of files) {
    visit(file, {
      Literal: ({ value }) => {
        if (typeof value === 'string') strings.add(value);
      },
      CallExpression: (call) => {
        const [key] = call.arguments;
        if (!isTranslate(call) || key?.type !== 'TemplateLiteral') return;
        patterns.push({ file, pattern: key.quasis.map(({ value }) => value.raw).join('*') });
      },
    });
  }
  return { strings, patterns };
}

/** Whether a key is one of those that a pattern stands for; each * is one part of the key. */
export function matches(pattern: string, key: string): boolean {
  const parts = pattern.split('.');
  const own = key.split('.');
  return parts.length === own.length && parts.every((part, at) => part === '*' || part === own[at]);
}

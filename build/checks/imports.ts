import { parseSync, Visitor } from 'vite';

export interface Import {
  /** What stands in the quotes. */
  readonly specifier: string;
  readonly line: number;
}

/**
 * Everything a TypeScript file imports: import and export-from statements, import() and require()
 * of a literal, and types by import('...'). Throws where the file cannot be parsed.
 */
export function importsOf(file: string, source: string): Import[] {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);

  const found: Import[] = [];
  const note = (node: unknown) => {
    if (!(node instanceof Object) || !('value' in node) || !('start' in node)) return;
    if (typeof node.value !== 'string' || typeof node.start !== 'number') return;
    const line = source.slice(0, node.start).split('\n').length;
    found.push({ specifier: node.value, line });
  };
  new Visitor({
    ImportDeclaration: (node) => note(node.source),
    ExportNamedDeclaration: (node) => note(node.source),
    ExportAllDeclaration: (node) => note(node.source),
    ImportExpression: (node) => note(node.source),
    TSImportType: (node) => note(node.source),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') {
        note(node.arguments[0]);
      }
    },
  }).visit(program);
  return found;
}

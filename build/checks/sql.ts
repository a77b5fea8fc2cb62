import { parseSync, Visitor } from 'vite';

/** How a statement or a part of one begins; written in capitals, as all of ours are. */
const STATEMENT =
  /(^|[\s(])(SELECT\s|INSERT (OR \w+ )?INTO\s|UPDATE \w+ SET\s|DELETE FROM\s|REPLACE INTO\s|PRAGMA\s|(CREATE|DROP|ALTER) (TABLE|UNIQUE|INDEX|TRIGGER|VIEW)\s|(WHERE|ORDER BY|GROUP BY)\s\S)/;

/** The lines of a TypeScript file that hold SQL: a statement in a string, or a call of prepare(). */
export function sqlLines(file: string, source: string): number[] {
  const lines = new Set<number>();
  const note = ({ start }: { start: number }) => {
    lines.add(source.slice(0, start).split('\n').length);
  };
  new Visitor({
    Literal: (node) => {
      if (typeof node.value === 'string' && STATEMENT.test(node.value)) note(node);
    },
    TemplateElement: (node) => {
      if (STATEMENT.test(node.value.raw)) note(node);
    },
    CallExpression: ({ callee }) => {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
      if (callee.property.name === 'prepare') note(callee.property);
    },
  }).visit(parseSync(file, source).program);
  return [...lines].toSorted((one, other) => one - other);
}

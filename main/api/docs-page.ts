import { createHash } from 'node:crypto';
import { errorTable } from '../../shared/contract/errors.ts';
import type { OpenApiDocument, OpenApiOperation } from './openapi.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; }
code, pre { font: 0.85rem/1.45 ui-monospace, monospace; }
pre { overflow: auto; padding: 0.75rem; border: 1px solid #8886; border-radius: 6px; }
details { border: 1px solid #8886; border-radius: 6px; margin: 0.4rem 0; padding: 0.4rem 0.75rem; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
nav a { margin-right: 1rem; }
`;

/** The page has no script and one style, which is named by its hash. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

function escape(text: unknown): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return String(text).replace(/[&<>"]/g, (char) => names[char] ?? char);
}

const anchor = (text: string) => text.toLowerCase().replace(/\W+/g, '-');
const json = (value: unknown) => `<pre>${escape(JSON.stringify(value, null, 2))}</pre>`;

/** A schema in a few words: string, array of Cluster, one of RUNNING, FAILED. */
function words(schema: unknown): string {
  const {
    $ref,
    type,
    items,
    enum: values,
    anyOf,
    pattern,
    const: only,
  } = (schema ?? {}) as Record<string, unknown>;
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1) ?? '';
    return `<a href="#schema-${anchor(name)}">${escape(name)}</a>`;
  }
  if (Array.isArray(values)) {
    return escape(`one of ${values.map((value: unknown) => String(value) || '""').join(', ')}`);
  }
  if (only !== undefined) return escape(JSON.stringify(only));
  if (Array.isArray(anyOf)) return anyOf.map(words).join(' or ');
  if (type === 'array') return `array of ${words(items)}`;
  return (
    escape(type ?? 'any') + (typeof pattern === 'string' ? ` <code>${escape(pattern)}</code>` : '')
  );
}

function fieldRows(schema: Record<string, unknown>): string {
  const required = (schema['required'] ?? []) as string[];
  return Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>)
    .map(([name, field]) => {
      const given = field['default'];
      const extra = given === undefined ? '' : `, ${escape(JSON.stringify(given))} when absent`;
      const mark = required.includes(name) ? 'yes' : '';
      return `<tr><td><code>${escape(name)}</code></td><td>${words(field)}${extra}</td><td>${mark}</td></tr>`;
    })
    .join('');
}

const table = (head: string[], rows: string) =>
  `<table><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr>${rows}</table>`;

function parameters(operation: OpenApiOperation): string {
  const rows = (operation.parameters ?? []).map(
    (one) =>
      `<tr><td><code>${escape(one['name'])}</code></td><td>${escape(one['in'])}</td><td>${words(one['schema'])}</td><td>${escape(one['description'] ?? '')}</td></tr>`,
  );
  return rows.length > 0 ? table(['Parameter', 'in', 'is', ''], rows.join('')) : '';
}

function bodyOf(operation: OpenApiOperation): string {
  const content = Object.values(operation.requestBody?.content ?? {})[0];
  if (!content) return '';
  const schema = content['schema'] as Record<string, unknown>;
  const fields = schema['$ref']
    ? `<p>${words(schema)}</p>`
    : table(['Field', 'is', 'required'], fieldRows(schema));
  return `<h4>Body</h4>${fields}${content['example'] === undefined ? '' : json(content['example'])}`;
}

function responses(operation: OpenApiOperation): string {
  const rows = Object.entries(operation.responses).map(([status, { description, content }]) => {
    const example = Object.values(content ?? {})[0]?.['example'];
    const shown = example === undefined ? '' : json(example);
    return `<tr><td>${escape(status)}</td><td>${escape(description)}${shown}</td></tr>`;
  });
  return `<h4>Answers</h4>${table(['Status', ''], rows.join(''))}`;
}

function callSection(path: string, method: string, operation: OpenApiOperation): string {
  const scope = operation['x-scope'];
  const needs = scope === undefined ? 'No token.' : `Needs a token of scope ${escape(scope)}.`;
  return `<details><summary><b>${escape(method.toUpperCase())}</b> <code>${escape(path)}</code> ${escape(operation.summary)}</summary>
<p>${escape(operation.description ?? '')} ${needs}</p>${parameters(operation)}${bodyOf(operation)}${responses(operation)}</details>`;
}

function callsByTag(document: OpenApiDocument): Map<string, string[]> {
  const sections = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      tag: operation.tags?.[0] ?? 'Other',
      html: callSection(path, method, operation),
    })),
  );
  const grouped = Map.groupBy(sections, ({ tag }) => tag);
  return new Map([...grouped].map(([tag, group]) => [tag, group.map(({ html }) => html)]));
}

/** The document as one page without scripts, fonts or pictures from anywhere. */
export function renderDocs(document: OpenApiDocument): string {
  const { title, version, description } = document.info;
  const groups = [...callsByTag(document)];
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${anchor(name)}"><summary><code>${escape(name)}</code></summary>${table(['Field', 'is', 'required'], fieldRows(schema))}</details>`,
  );
  const errors = Object.entries(errorTable).map(
    ([code, entry]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${entry.status}</td><td>${escape(entry.title)}</td><td>${escape(entry.fix)}</td></tr>`,
  );
  const links = [...groups.map(([tag]) => tag), 'Schemas', 'Errors'];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} API</title><style>${STYLE}</style></head><body>
<h1>${escape(title)} API ${escape(version)}</h1><p>${escape(description)}</p>
<nav>${links.map((link) => `<a href="#${anchor(link)}">${escape(link)}</a>`).join('')}</nav>
<main>${groups.map(([tag, calls]) => `<h2 id="${anchor(tag)}">${escape(tag)}</h2>${calls.join('')}`).join('')}
<h2 id="schemas">Schemas</h2>${schemas.join('')}
<h2 id="errors">Errors</h2>${table(['Code', 'Status', 'Title', 'What to do'], errors.join(''))}
</main></body></html>`;
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A path from the root in backticks: `main/store/index.ts`; one with a wildcard or a <name> is none. */
const IN_CODE = /`((?:main|shared|renderer|test|build|docs)\/[\w./-]+)(?::\d+)?`/g;
const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;

/**
 * The files that a document names and that are not there.
 * @param root the folder of the clone
 * @param path of the document, from the root
 */
export function deadLinks(root: string, path: string, text: string): string[] {
  const named = [
    ...[...text.matchAll(LINK)].map(([, link = '']) => join(dirname(path), link)),
    ...[...text.matchAll(IN_CODE)].map(([, file = '']) => file),
  ];
  return [...new Set(named)].filter((file) => !existsSync(join(root, file)));
}

import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { CustomScheme } from 'electron';
import { PAGE_POLICY } from '../api/page.ts';
import { isAppUrl, SCHEME } from './origin.ts';

/** To be registered before the app is ready: the page gets a real origin and secure context. */
export const appScheme: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

const commonHeaders = {
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

function plainText(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...commonHeaders, 'content-type': 'text/plain; charset=utf-8' },
  });
}

/** The path's segments, or null where one of them would leave the folder or hide something. */
function segmentsOf(pathname: string): string[] | null {
  try {
    const segments = pathname.split('/').filter(Boolean).map(decodeURIComponent);
    const suspect = segments.some(
      (segment) => segment === '..' || segment === '.' || /[/\\:\0]/.test(segment),
    );
    return suspect ? null : segments;
  } catch {
    return null;
  }
}

/** The real path of a file inside the folder; null where there is none, or a link leads outside. */
async function fileWithin(root: string, segments: readonly string[]): Promise<string | null> {
  try {
    const folder = await realpath(root);
    const file = await realpath(join(folder, ...segments));
    return file.startsWith(folder + sep) ? file : null;
  } catch {
    return null;
  }
}

async function answer(file: string, request: Request): Promise<Response> {
  const type = contentTypes[extname(file).toLowerCase()];
  if (type === undefined) return plainText(404, 'Not found');
  try {
    const body = new Uint8Array(await readFile(file));
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: { ...commonHeaders, 'content-type': type },
    });
  } catch {
    return plainText(404, 'Not found');
  }
}

/**
 * Serves app://clusterdesk/ from the folder of the built page and from nowhere else. A path without
 * a file is the page itself, but only where the window navigates to it (it is one of its routes).
 * @param root the folder with index.html
 */
export function pageHandler(root: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isAppUrl(request.url)) return plainText(404, 'Not found');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return plainText(405, 'Method not allowed');
    const segments = segmentsOf(new URL(request.url).pathname);
    if (segments === null) return plainText(400, 'Bad path');
    const file = segments.length === 0 ? null : await fileWithin(root, segments);
    if (file !== null && extname(file) !== '') return answer(file, request);
    const isRoute = extname(segments.at(-1) ?? '') === '';
    const navigates = request.headers.get('accept')?.includes('text/html') === true;
    if (segments.length === 0 || (isRoute && navigates))
      return answer(join(root, 'index.html'), request);
    return plainText(404, 'Not found');
  };
}

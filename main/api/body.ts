import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { ControlPlaneError } from '../../shared/contract/errors.ts';

export const BODY_LIMIT = 1024 * 1024;
const DEPTH_LIMIT = 32;

/** How deep a JSON text nests, seen without building it. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
  }
  return deepest;
}

/** Bodies are JSON, nested no deeper than the limit, without `__proto__`; an empty one is none. */
export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (request, bytes, done) => {
      // read as text, bytes that are none would be stored as another character
      if (!isUtf8(bytes)) {
        done(new ControlPlaneError('E12002', 'The body is not valid UTF-8.'));
        return;
      }
      const body = bytes.toString('utf8');
      if (body.trim() === '') {
        done(null, undefined);
        return;
      }
      if (depthOf(body) > DEPTH_LIMIT) {
        done(new ControlPlaneError('E12005', `The body nests deeper than ${DEPTH_LIMIT} levels.`));
        return;
      }
      void parse(request, body, done);
    },
  );
}

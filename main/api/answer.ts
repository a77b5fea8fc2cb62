import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call } from '../../shared/contract/call.ts';
import type { FieldError } from '../../shared/contract/errors.ts';
import type { List } from '../services/types.ts';
import { projectionOf, type Projection } from './projection.ts';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** What a call's output is, as far as an answer is made of it. */
interface Output {
  readonly cluster?: unknown;
  readonly operationId?: string | null;
  /** fields of the request that the service ignores */
  readonly warnings?: readonly FieldError[];
  /** of an update: where the record is */
  readonly url?: string;
}

/** An answer before it is written: the envelope's fields. */
interface Envelope {
  success: true;
  data?: unknown;
  warnings?: readonly FieldError[];
}

/** Writes a call's output into the envelope and the headers of its answer. */
export type Answerer = (
  request: FastifyRequest,
  reply: FastifyReply,
  output: unknown,
  warnings: readonly FieldError[],
) => FastifyReply;

/** The same content has the same tag; W/, since compression may change the bytes. */
function entityTag(text: string): string {
  return `W/"${hash('sha1', text, 'base64url')}"`;
}

function isSame(request: FastifyRequest, tag: string): boolean {
  const known = request.headers['if-none-match'];
  if (known === undefined) return false;
  return known.split(',').some((one) => one.trim() === tag || one.trim() === '*');
}

/** Sends JSON. What was asked for by GET has a tag, and is not sent to who has it already. */
export function sendJson(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return reply.type(JSON_TYPE).send(text);
  }
  const tag = entityTag(text);
  void reply.header('etag', tag);
  if (isSame(request, tag)) return reply.code(304).send();
  return reply.type(JSON_TYPE).send(text);
}

/** The pages before and after this one, and the first and last, as RFC 8288 links. */
export function pageLinks(url: string, items: number, total: number | undefined): string[] {
  const [path = '', query = ''] = url.split('?', 2);
  const given = new URLSearchParams(query);
  const limit = Number(given.get('limit'));
  const skip = Number(given.get('skip') ?? 0);
  if (!limit) return [];
  const link = (rel: string, at: number) => {
    const wanted = new URLSearchParams(given);
    wanted.set('skip', String(at));
    return `<${path}?${wanted.toString()}>; rel="${rel}"`;
  };
  // where the total is not known, a full page may be followed by another
  const more = total === undefined ? items >= limit : skip + limit < total;
  const last = total === undefined || total === 0 ? [] : Math.floor((total - 1) / limit) * limit;
  return [
    link('first', 0),
    ...(skip > 0 ? [link('prev', Math.max(0, skip - limit))] : []),
    ...(more ? [link('next', skip + limit)] : []),
    ...(typeof last === 'number' ? [link('last', last)] : []),
  ];
}

/** What stands around the records of a list. */
interface Frame {
  readonly total: number | undefined;
  readonly warnings: readonly FieldError[];
}

function headOf({ total }: Frame): string {
  return total === undefined
    ? '{"success":true,"data":['
    : `{"success":true,"count":${total},"data":[`;
}

function tailOf({ warnings }: Frame): string {
  return warnings.length > 0 ? `],"warnings":${JSON.stringify(warnings)}}` : ']}';
}

const textOf = (piece: readonly unknown[], item: Projection) =>
  piece.map((value) => JSON.stringify(item(value))).join(',');

/** A long list as text: a piece is read when the one before has left, and others have their turn. */
async function* writePieces(
  first: readonly unknown[][],
  rest: Iterator<unknown[]>,
  item: Projection,
  frame: Frame,
): AsyncGenerator<string> {
  yield headOf(frame) + first.map((piece) => textOf(piece, item)).join(',');
  for (let next = rest.next(); !next.done; next = rest.next()) {
    yield `,${textOf(next.value, item)}`;
    await nextTurn();
  }
  yield tailOf(frame);
}

function listAnswerer(item: Projection): Answerer {
  return (request, reply, output, warnings) => {
    const list = output as List<unknown>;
    const { count } = request.query as { count?: string };
    const frame = { total: count === 'true' ? list.total : undefined, warnings };
    if (frame.total !== undefined) void reply.header('x-object-count', frame.total);
    const pieces = list.pieces()[Symbol.iterator]();
    const [first, second] = [pieces.next(), pieces.next()];
    if (!first.done && !second.done) {
      const links = pageLinks(request.url, Infinity, frame.total);
      if (links.length > 0) void reply.header('link', links.join(', '));
      void reply.type(JSON_TYPE);
      if (request.method === 'HEAD') return reply.send('');
      const text = writePieces([first.value, second.value], pieces, item, frame);
      return reply.send(Readable.from(text, { objectMode: false }));
    }
    const records = first.done ? [] : first.value;
    const links = pageLinks(request.url, records.length, frame.total);
    if (links.length > 0) void reply.header('link', links.join(', '));
    return sendJson(request, reply, headOf(frame) + textOf(records, item) + tailOf(frame));
  };
}

/** How the answers of a call that is answered with JSON are made. */
export function answererOf(call: Call): Answerer {
  const { output: schema } = call;
  const project = (schema && projectionOf(schema)) ?? ((value: unknown) => value);
  if (call.kind === 'list') return listAnswerer(project);
  return (request, reply, output, warnings) => {
    const known = project(output);
    const { cluster, operationId, url, warnings: more = [] } = (known ?? {}) as Output;
    const envelope: Envelope = { success: true };
    const told = [...warnings, ...more];
    if (call.kind === 'start') {
      // the 2017 system answers the cluster, or an empty list where there is nothing to show
      envelope.data = cluster ?? [];
      if (operationId) void reply.header('x-operation-id', operationId);
    } else if (schema) envelope.data = known;
    if (call.method === 'PUT' && url) void reply.header('content-location', url);
    if (told.length > 0) envelope.warnings = told;
    return sendJson(request, reply, JSON.stringify(envelope));
  };
}

import type { OperationEvent } from '../../../shared/contract/operation.ts';

interface Endpoint {
  readonly url: string;
  readonly token: string;
}

/** One block of a server-sent event stream; undefined for comments and the end's empty data. */
function parseBlock(block: string): { type: string; data: string } {
  const fields = block.split('\n').map((line) => line.split(/: ?(.*)/s, 2));
  const get = (name: string) => fields.find(([field]) => field === name)?.[1] ?? '';
  return { type: get('event'), data: get('data') };
}

/**
 * Follows an operation's event stream to its event `end`. Leaving the loop closes the connection.
 * @param after the number of the last event that is known
 * @throws when the connection breaks before the end
 */
export async function* followEvents(
  { url, token }: Endpoint,
  operationId: string,
  after: number,
  signal?: AbortSignal,
): AsyncGenerator<OperationEvent> {
  const leave = new AbortController();
  const response = await fetch(`${url}/v1/operations/${operationId}/events`, {
    headers: { 'x-auth-token': token, ...(after > 0 ? { 'last-event-id': String(after) } : {}) },
    signal: signal ? AbortSignal.any([signal, leave.signal]) : leave.signal,
  });
  if (!response.ok || !response.body) throw new Error(`no events: ${response.status}`);
  try {
    let rest = '';
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const { type, data } = parseBlock(block);
        if (type === 'end') return;
        if (data !== '') yield JSON.parse(data) as OperationEvent;
      }
    }
    throw new Error('the event stream broke off');
  } finally {
    leave.abort();
  }
}

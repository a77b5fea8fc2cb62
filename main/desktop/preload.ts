import { contextBridge, ipcRenderer } from 'electron';
import { apiErrors } from '../../shared/contract/error-table-api.ts';
import type { Problem } from '../../shared/contract/errors.ts';
import type {
  CallResult,
  ControlPlaneBridge,
  ProcedureName,
  ProcedureOutput,
  StreamEvent,
  StreamName,
} from '../../shared/contract/rpc.ts';
import { channels } from '../rpc/channels.ts';

/** Main holds a stream back at 256 untaken events, so this must be well below. */
const TELL_EVERY = 64;

interface Stream {
  readonly onEvent: (event: unknown) => void;
  readonly onEnd: ((problem: Problem) => void) | undefined;
  taken: number;
}

const streams = new Map<number, Stream>();
let lastId = 0;

function unreachable(error: unknown): CallResult<never> {
  const { title, fix } = apiErrors.E12008;
  return {
    ok: false,
    problem: {
      code: 'E12008',
      title,
      fix,
      message: 'The control plane does not answer.',
      cause: String(error),
      docs: 'errors/E12008.md',
    },
  };
}

/* oxlint-disable typescript/no-unsafe-type-assertion, typescript/no-unsafe-return --
   what crosses IPC has no type; main parses every answer and event with the contract's schemas */
async function call<N extends ProcedureName>(
  name: N,
  input: unknown,
  key?: number,
): Promise<CallResult<ProcedureOutput<N>>> {
  try {
    return await ipcRenderer.invoke(channels.call, name, input, key);
  } catch (error) {
    return unreachable(error);
  }
}

function subscribe<N extends StreamName>(
  name: N,
  input: unknown,
  onEvent: (event: StreamEvent<N>) => void,
  onEnd?: (problem: Problem) => void,
): () => void {
  lastId += 1;
  const id = lastId;
  streams.set(id, { onEvent: (event) => onEvent(event as StreamEvent<N>), onEnd, taken: 0 });
  ipcRenderer.send(channels.subscribe, id, name, input);
  return () => {
    if (streams.delete(id)) ipcRenderer.send(channels.unsubscribe, id);
  };
}
/* oxlint-enable */

ipcRenderer.on(channels.event, (_event, id: number, event: unknown) => {
  const stream = streams.get(id);
  if (stream === undefined) return;
  try {
    stream.onEvent(event);
  } finally {
    stream.taken += 1;
    if (stream.taken % TELL_EVERY === 0) ipcRenderer.send(channels.taken, id, TELL_EVERY);
  }
});
ipcRenderer.on(channels.end, (_event, id: number, problem: Problem) => {
  const stream = streams.get(id);
  streams.delete(id);
  stream?.onEnd?.(problem);
});

const cancel = (key: number): void => ipcRenderer.send(channels.cancel, key);

const bridge: ControlPlaneBridge = { call, cancel, subscribe };
contextBridge.exposeInMainWorld('controlPlane', bridge);

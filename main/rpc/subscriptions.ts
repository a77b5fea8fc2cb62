import { problem, type Problem } from '../../shared/contract/errors.ts';
import type { Session } from '../services/session.ts';
import type { EventSink, Router } from './router.ts';

/** More streams than any page opens; a page that asks for more has lost count of its own. */
const MAX_STREAMS = 64;

export interface StreamRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** The open streams of one page, by the number the page gave each. */
export class Subscriptions {
  readonly #router: Router;
  readonly #session: Session;
  readonly #open = new Map<number, AbortController>();

  constructor(router: Router, session: Session) {
    this.#router = router;
    this.#session = session;
  }

  get size(): number {
    return this.#open.size;
  }

  /**
   * Starts a stream. `onEnd` hears when it broke, with the reason, or when there is nothing more to
   * come, without one; not when the page ended it.
   * @returns why the stream is not opened: the number is in use, or there are too many
   */
  open(
    request: StreamRequest,
    sink: EventSink,
    onEnd: (reason: Problem | undefined) => void,
  ): Problem | undefined {
    const { id } = request;
    if (this.#open.has(id)) return problem('E12002', `Stream ${id} is already open.`);
    if (this.#open.size >= MAX_STREAMS)
      return problem('E12002', `A page can have ${MAX_STREAMS} streams open, not more.`, {
        fix: 'Close the streams that are no longer shown.',
      });
    const stop = new AbortController();
    this.#open.set(id, stop);
    void this.#run(request, sink, stop.signal, onEnd);
    return undefined;
  }

  async #run(
    { id, name, input }: StreamRequest,
    sink: EventSink,
    signal: AbortSignal,
    onEnd: (reason: Problem | undefined) => void,
  ): Promise<void> {
    const reason = await this.#router.subscribe(name, input, this.#session, sink, signal);
    if (signal.aborted) return;
    this.#open.delete(id);
    onEnd(reason);
  }

  close(id: number): void {
    this.#open.get(id)?.abort();
    this.#open.delete(id);
  }

  closeAll(): void {
    for (const stop of this.#open.values()) stop.abort();
    this.#open.clear();
  }
}

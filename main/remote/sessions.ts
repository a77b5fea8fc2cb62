import { setTimeout as delay } from 'node:timers/promises';
import { ControlPlaneError } from '../../shared/contract/errors.ts';

/** sshd's default MaxSessions is 10; the rest is left to kill and to read. */
const SESSIONS_AT_ONCE = 6;
/** sshd counts a session until its process has ended, which may be after its channel closed. */
const LINGER_PAUSES_MS = [50, 100, 200, 400, 800];

const isRefusal = (error: unknown) =>
  error instanceof ControlPlaneError && error.code === 'HOST_SESSION_REFUSED';

/**
 * How many sessions stand open at once on one connection. sshd tells its limit (MaxSessions) only
 * by refusing one too many; from then on there are never more at once than it took.
 */
export class SessionSlots {
  private limit = SESSIONS_AT_ONCE;
  private taken = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly idlers = new Set<() => void>();

  /** Somebody waits: who holds a session without use should let go of it. */
  get isCrowded(): boolean {
    return this.waiting.length > 0;
  }

  /** Calls `letGo` whenever somebody has to wait, until the returned function is called. */
  onCrowded(letGo: () => void): () => void {
    this.idlers.add(letGo);
    return () => this.idlers.delete(letGo);
  }

  /**
   * Opens a session when one is free, and again when sshd has refused it for its limit.
   * @param start opens the session; rejects with HOST_SESSION_REFUSED when sshd does not take it
   * @param held when the session that was opened is over
   * @throws what `start` throws; HOST_SESSION_REFUSED only when sshd takes no session at all
   */
  async open<T>(start: () => Promise<T>, held: (session: T) => Promise<unknown>): Promise<T> {
    for (let refusals = 0; ; refusals += 1) {
      await this.take();
      let session: T;
      try {
        session = await start();
      } catch (error) {
        const others = this.taken - 1;
        if (isRefusal(error) && others > 0) this.limit = Math.min(this.limit, others);
        this.release();
        const pause = LINGER_PAUSES_MS[refusals];
        if (!isRefusal(error) || (others === 0 && pause === undefined)) throw error;
        if (others === 0) await delay(pause);
        continue;
      }
      const release = () => this.release();
      held(session).then(release, release);
      return session;
    }
  }

  private async take(): Promise<void> {
    while (this.taken >= this.limit) {
      const turn = new Promise<void>((resolve) => this.waiting.push(resolve));
      for (const letGo of this.idlers) letGo();
      await turn;
    }
    this.taken += 1;
  }

  private release(): void {
    this.taken -= 1;
    this.waiting.shift()?.();
  }
}

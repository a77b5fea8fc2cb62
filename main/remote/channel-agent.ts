import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import { asSocket } from './channel-socket.ts';
import type { SessionSlots } from './sessions.ts';

/** The method of Node's agent that decides whether a socket is kept; its types leave it out. */
interface KeepingAgent {
  keepSocketAlive(socket: Duplex): boolean;
}

/** Node's HTTP agent over channels of an ssh connection. */
export class ChannelAgent extends Agent {
  private readonly dial: () => Promise<Duplex>;
  private readonly leave: () => void;

  /**
   * @param dial opens a stream to the server
   * @param slots a session that is only kept for later goes when others wait for one
   */
  constructor(dial: () => Promise<Duplex>, slots: SessionSlots) {
    super({ keepAlive: true, timeout: 0 });
    this.dial = dial;
    const keeping = this as unknown as KeepingAgent;
    const keep = keeping.keepSocketAlive.bind(this);
    keeping.keepSocketAlive = (socket) => !slots.isCrowded && keep(socket);
    this.leave = slots.onCrowded(() => this.dropIdle());
  }

  override createConnection(
    _options: unknown,
    done?: (error: Error | null, stream: Duplex) => void,
  ): null {
    this.dial().then(
      (stream) => done?.(null, asSocket(stream)),
      // Node's types ask for a stream beside the error, which its code does not
      (error: Error) => done?.(error, undefined as never),
    );
    return null;
  }

  private dropIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  }

  override destroy(): void {
    this.leave();
    super.destroy();
  }
}

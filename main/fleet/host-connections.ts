import type { HostKeyCheck, Login } from '../remote/login.ts';
import { RemoteHost } from '../remote/remote-host.ts';

/** A host as far as its connection is concerned. */
export interface HostAddress {
  readonly id: string;
  readonly ip: string;
  readonly port: number;
}

export interface HostConnectionParts<Host extends HostAddress> {
  /** with its secrets in clear; asked once for each host and address */
  readonly login: (host: Host) => Login;
  readonly checkHostKey: HostKeyCheck;
  /** a connection that nobody has asked for in this time is closed; 0: it lasts */
  readonly idleMs?: number;
}

interface Entry {
  readonly address: string;
  readonly login: Login;
  readonly remote: RemoteHost;
  timer?: NodeJS.Timeout | undefined;
}

/** Connections to hosts: one for each, opened when it is first used. */
export class HostConnections<Host extends HostAddress> {
  private readonly parts: HostConnectionParts<Host>;
  private readonly open = new Map<string, Entry>();

  constructor(parts: HostConnectionParts<Host>) {
    this.parts = parts;
  }

  /** The connection to a host; a new one where the host has got another address. */
  of(host: Host): RemoteHost {
    return this.entry(host).remote;
  }

  /** The login of a host, with its secrets. */
  login(host: Host): Login {
    return this.entry(host).login;
  }

  private entry(host: Host): Entry {
    const address = `${host.ip} ${host.port}`;
    let entry = this.open.get(host.id);
    if (entry?.address !== address) {
      entry?.remote.close();
      clearTimeout(entry?.timer);
      const login = this.parts.login(host);
      entry = { address, login, remote: new RemoteHost(login, this.parts.checkHostKey) };
      this.open.set(host.id, entry);
    }
    this.closeWhenIdle(host.id, entry);
    return entry;
  }

  private closeWhenIdle(id: string, entry: Entry): void {
    const { idleMs = 0 } = this.parts;
    if (idleMs === 0) return;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => this.close(id), idleMs).unref();
  }

  /** Closes the connection to a host; the next use opens it anew, with the login as it then is. */
  close(id: string): void {
    const entry = this.open.get(id);
    clearTimeout(entry?.timer);
    entry?.remote.close();
    this.open.delete(id);
  }

  closeAll(): void {
    for (const id of this.open.keys()) this.close(id);
  }
}

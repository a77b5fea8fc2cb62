import { isIP } from 'node:net';
import nodemailer from 'nodemailer';
import { ControlPlaneError } from '../../shared/contract/errors.ts';

/** A mail server and the login to it. */
export interface MailServer {
  /** host or host:port; without one 25, as in the 2017 system */
  readonly address: string;
  readonly user: string;
  readonly password: string | undefined;
}

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

const DEFAULT_PORT = 25;
const TLS_PORT = 465;
const TIMEOUT_MS = 15_000;

function split(address: string): { host: string; port: number } {
  const port = /:(\d+)$/.exec(address.replace(/^\[.*\]/, ''))?.[1];
  const host = port === undefined ? address : address.slice(0, -port.length - 1);
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? DEFAULT_PORT) };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * Sends a mail: TLS on port 465, STARTTLS elsewhere. A password goes to another machine over TLS
 * or not at all.
 * @throws ControlPlaneError E53007 with the server's words
 */
export async function sendMail(server: MailServer, mail: Mail): Promise<void> {
  const { host, port } = split(server.address);
  const login =
    server.password === undefined ? undefined : { user: server.user, pass: server.password };
  const transport = nodemailer.createTransport({
    host,
    port,
    secure: port === TLS_PORT,
    requireTLS: login !== undefined && !isThisMachine(host),
    ...(login && { auth: login }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ ...mail, to: [...mail.to] });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new ControlPlaneError('E53007', `${host}:${port} did not take the mail.`, { cause });
  } finally {
    transport.close();
  }
}

import { z } from 'zod';

const HOST = String.raw`(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)`;
const PORT = String.raw`([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])`;

export const NOT_HOST_AND_PORT = 'must be host or host:port';

/** host or host:port with a port from 1 to 65535: no scheme, no path. */
export const hostAndPort = z
  .string()
  .trim()
  .max(260)
  .regex(new RegExp(`^${HOST}(:${PORT})?$`), NOT_HOST_AND_PORT);

/** An address and a port as one text: an IPv6 address stands in brackets. */
export function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The address on which a program listens on all interfaces, in the family of another address. */
export function anyAddress(like: string): string {
  return like.includes(':') ? '::' : '0.0.0.0';
}

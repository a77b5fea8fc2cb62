import type { HostRecord } from '../store/hosts.ts';

export type HostRole = 'master' | 'shared' | 'pure';

/** The one role of a host, which its three booleans stand for. */
export function roleOf(host: Pick<HostRecord, 'isMaster' | 'isShared'>): HostRole {
  if (host.isMaster) return 'master';
  return host.isShared ? 'shared' : 'pure';
}

import path from 'node:path';

/**
 * The version of the base trees. Raise it whenever base.ts, users or a build script changes what
 * is in them: the next `up` then builds new ones beside the old.
 */
export const BASE_VERSION = 2;

/** One place for all processes of the machine, wherever each has its cache. */
export const LOCK_FOLDER = '/var/cache/clusterdesk-lab/locks';

/** What every host of a lab shares, kept between labs and outside the repository. */
export function cacheFolder(): string {
  const { CLUSTERDESK_LAB_CACHE, XDG_CACHE_HOME } = process.env;
  return CLUSTERDESK_LAB_CACHE ?? path.join(XDG_CACHE_HOME ?? '/var/cache', 'clusterdesk-lab');
}

/** One folder per lab; gone when no lab is left. */
export const STATE_FOLDER = '/var/lib/clusterdesk-lab';

export const labFolder = (name: string): string => path.join(STATE_FOLDER, name);
export const hostFolder = (name: string, index: number): string =>
  path.join(labFolder(name), 'hosts', String(index));
export const registryFolder = (name: string): string => path.join(labFolder(name), 'registry');

/** The cgroup of a lab or of one member of it ("h1", "registry"), below every hierarchy's root. */
export const CGROUP_ROOT = 'clusterdesk-lab';
export const cgroupPath = (name: string, member?: string): string =>
  path.join(CGROUP_ROOT, name, member ?? '');

export const SCRIPTS = path.join(import.meta.dirname, 'scripts');

/** Highest host number of one lab: hosts take the addresses .11 to .250 of their subnet. */
export const MAX_HOSTS = 240;

// Interface names hold 15 characters at most; the lab's number keeps them short for any lab name.
export const bridgeName = (net: number): string => `cdlab${net}`;
export const vethName = (net: number, index: number): string => `cdlab${net}-h${index}`;
export const gatewayAddress = (net: number): string => `10.77.${net}.1`;
export const subnetOf = (net: number): string => `10.77.${net}.0/24`;
export const hostAddress = (net: number, index: number): string => `10.77.${net}.${10 + index}`;

/**
 * A host keeps its hardware address over a power cut, as real ones do: with a new one its
 * neighbours would go on sending to the old one for most of a minute.
 */
export const macAddress = (net: number, index: number): string =>
  ['02', '77', '00', ...[net, 0, index].map((byte) => byte.toString(16).padStart(2, '0'))].join(
    ':',
  );

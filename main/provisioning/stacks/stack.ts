import type { Cluster } from '../../../shared/contract/cluster.ts';
import type { RemoteHost } from '../../remote/remote-host.ts';
import type { HostRecord } from '../../store/hosts.ts';
import type { Check } from '../checks/check.ts';
import type { Phase } from '../phase.ts';

/** A port that is open between the hosts of a cluster. */
export interface StackPort {
  readonly port: number;
  readonly protocols: readonly ('tcp' | 'udp')[];
  /** only masters listen on it */
  readonly mastersOnly?: boolean;
}

/** One component on one host, as it was found. */
export interface ComponentState {
  readonly name: string;
  readonly ip: string;
  readonly healthy: boolean;
}

/** What a cluster is made of: all that the engine knows of a stack. */
export interface Stack {
  readonly name: Cluster['stack'];
  readonly title: string;
  /** what it needs of its hosts, in words */
  readonly needs: readonly string[];
  readonly ports: readonly StackPort[];
  /** checks of the preflight besides those of every host */
  readonly checks: readonly Check[];
  /** Hosts on which Docker is ready become a cluster. */
  readonly form: readonly Phase[];
  /** Such hosts join a cluster that runs. */
  readonly join: readonly Phase[];
  /** Hosts go out of a cluster that goes on: before and after they leave it. */
  readonly drain: readonly Phase[];
  readonly forget: readonly Phase[];
  /** The stack goes off a host. */
  readonly leave: Phase;
  /** The components on a host, now. */
  components(remote: RemoteHost, host: HostRecord, signal: AbortSignal): Promise<ComponentState[]>;
}

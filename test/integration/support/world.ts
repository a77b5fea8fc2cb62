import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { labSupport, leaseLab, type HostOptions, type Lab, type Lease } from '../../lab/index.ts';
import { Station } from './control-plane.ts';

const support = await labSupport();
if (!support.ok) process.stderr.write(`tests on lab hosts are left out: ${support.reason}\n`);

export interface World {
  /** @throws before the suite's hooks have run */
  readonly lab: Lab;
  /** A further data folder, removed with the others. */
  station(): Station;
}

export interface HostsOfSuite {
  readonly hosts: readonly HostOptions[];
  readonly registry?: boolean;
  /** Hosts that the suite does not give back as they were; all others are looked at. */
  readonly spoils?: readonly number[] | 'all';
}

/**
 * A suite with hosts for itself, which it shares with those before and after it: a host that it
 * does not give back as it was fails the suite. Left out where this machine can have no lab.
 */
export function describeOnHosts(
  title: string,
  { spoils = [], ...options }: HostsOfSuite,
  suite: (world: World) => void,
): void {
  describe.skipIf(!support.ok)(`on lab hosts: ${title}`, () => {
    const stations: Station[] = [];
    let lease: Lease | undefined;
    beforeAll(async () => {
      lease = await leaseLab({ owner: inject('labOwner'), ...options });
    });
    afterAll(async () => {
      await Promise.all(stations.map((station) => station.remove()));
      const spoilt = spoils === 'all' ? options.hosts.map((_, at) => at + 1) : spoils;
      expect(await lease?.giveBack(spoilt), 'the hosts were not given back as they were').toEqual(
        lease && [],
      );
    });
    suite({
      get lab() {
        if (!lease) throw new Error('the hosts are not there yet');
        return lease.lab;
      },
      station() {
        const made = new Station();
        stations.push(made);
        return made;
      },
    });
  });
}

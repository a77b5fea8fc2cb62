import { afterAll, beforeAll, describe } from 'vitest';
import { down, labSupport, up, type HostOptions, type Lab } from '../../lab/index.ts';
import { Station } from './control-plane.ts';

const support = await labSupport();
if (!support.ok) process.stderr.write(`tests on lab hosts are left out: ${support.reason}\n`);

export interface World {
  /** @throws before the suite's hooks have run */
  readonly lab: Lab;
  /** A further data folder, removed with the others. */
  station(): Station;
}

let labs = 0;

/** A suite with a lab of its own; left out where this machine can have none. */
export function describeOnHosts(
  title: string,
  options: { readonly hosts: HostOptions[]; readonly registry?: boolean },
  suite: (world: World) => void,
): void {
  describe.skipIf(!support.ok)(`on lab hosts: ${title}`, () => {
    const name = `it-${process.pid}-${(labs += 1)}`;
    const stations: Station[] = [];
    let lab: Lab | undefined;
    beforeAll(async () => {
      lab = await up({ name, ...options });
    });
    afterAll(async () => {
      await Promise.all(stations.map((station) => station.remove()));
      await down(name);
    });
    suite({
      get lab() {
        if (!lab) throw new Error('the lab does not stand yet');
        return lab;
      },
      station() {
        const made = new Station();
        stations.push(made);
        return made;
      },
    });
  });
}

import type { ErrorCode, Problem } from '../../../shared/contract/errors.ts';
import type { Operation, Step } from '../../../shared/contract/operation.ts';
import type { PhaseName } from '../../../shared/contract/phases.ts';
import type { Lab } from '../../lab/index.ts';
import type { Api } from '../../integration/support/api.ts';
import { addressOf } from '../../integration/support/bodies.ts';
import { onHost } from '../../integration/support/hosts.ts';

/** Something done to a host: a script that root runs there, or anything else. */
export type Deed = string | ((lab: Lab, host: number) => Promise<unknown>);

/** One fault of one host: how it is made, what is told of it, how it goes away. */
export interface Fault {
  readonly title: string;
  /** the host's number in the lab */
  readonly host: number;
  /** the operation's how manieth try meets it, from 0 */
  readonly round: number;
  readonly make: Deed;
  readonly mend: Deed;
  readonly code: ErrorCode;
  readonly step: PhaseName;
  readonly says: RegExp;
  readonly because?: RegExp;
  readonly fix?: RegExp;
  readonly left: string;
  readonly repair: string;
  /** no line of its own in the table: another host's fault is the same */
  readonly twin?: boolean;
}

export interface Meeting {
  readonly operation: Operation;
  /** everything that was told of the host in that round */
  readonly problems: readonly Problem[];
  /** whether the host was marked as ours after it */
  readonly claimed: boolean;
}

const perform = (deed: Deed, lab: Lab, host: number) =>
  typeof deed === 'string' ? onHost(lab, host, deed) : deed(lab, host);

/** The step of a host that failed in the last try. */
export function failedStep(operation: Operation, address: string): Step | undefined {
  return operation.phases
    .flatMap(({ steps }) => steps)
    .find(({ host, state }) => host === address && state === 'failed');
}

/**
 * Makes the faults of each round, lets the operation meet them, and mends them: the first round
 * starts it, every further one retries it. A last try finds all mended.
 * @param start creates the operation and gives its id
 * @param nodeAddress how the cluster names a host, where not by its lab address
 * @returns what each fault met, and the operation after the last try
 */
export async function playRounds(
  lab: Lab,
  api: Api,
  faults: readonly Fault[],
  start: () => Promise<string>,
): Promise<{ meetings: ReadonlyMap<Fault, Meeting>; last: Operation }> {
  const meetings = new Map<Fault, Meeting>();
  let id = '';
  const attempt = async () => {
    if (id === '') id = await start();
    else await api.steer(id, 'retry');
    return api.ended(id);
  };
  const rounds = Math.max(...faults.map(({ round }) => round)) + 1;
  for (let round = 0; round < rounds; round += 1) {
    const now = faults.filter((fault) => fault.round === round);
    await Promise.all(now.map(({ make, host }) => perform(make, lab, host)));
    const operation = await attempt();
    await Promise.all(
      now.map(async (fault) => {
        const problems = failedStep(operation, addressOf(lab, fault.host))?.errors ?? [];
        await perform(fault.mend, lab, fault.host);
        const look = 'test -e /var/lib/clusterdesk/manifest.json && echo yes || echo no';
        const claimed = (await onHost(lab, fault.host, look)) === 'yes';
        meetings.set(fault, { operation, problems, claimed });
      }),
    );
  }
  return { meetings, last: await attempt() };
}

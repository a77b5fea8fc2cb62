import { z } from 'zod';
import { changeEvent } from '../../shared/contract/changes.ts';
import { unfinishedStates } from '../../shared/contract/operation.ts';
import { callResult } from '../../shared/contract/rpc.ts';
import type { Router } from '../rpc/router.ts';
import type { Session } from '../services/session.ts';

const counted = z.object({ count: z.int() });

/** How many operations have not ended. Asked as the page asks, by the same calls. */
export async function countRunning(router: Router, session: Session): Promise<number> {
  const counts = await Promise.all(
    unfinishedStates.map(async (state) => {
      const answer = callResult.parse(
        await router.call('operations.list', { state, limit: 1 }, session),
      );
      return answer.ok ? counted.parse(answer.data).count : 0;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Tells the number of running operations now and after each change, until the signal fires. */
export async function watchRunning(
  router: Router,
  session: Session,
  onCount: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const recount = async (): Promise<void> => {
    const count = await countRunning(router, session);
    if (!signal.aborted) onCount(count);
  };
  await recount();
  await router.subscribe(
    'changes',
    {},
    session,
    (event) => (changeEvent.parse(event).resource === 'operation' ? recount() : undefined),
    signal,
  );
}

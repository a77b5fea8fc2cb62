import { StepProblems, type StepContext } from '../phase.ts';
import type { LedgerData } from '../host-ledger.ts';
import type { JsonEdit } from '../json-edits.ts';
import { DAEMON_JSON, needsRestart } from './config.ts';
import { controlDocker } from './engine.ts';

const RELOAD = 'kill -HUP "$(cat /run/docker.pid)"';

export type ReloadKind = NonNullable<LedgerData['pendingReload']>;

/** How Docker takes these edits of its configuration over. */
export const reloadFor = (edits: readonly JsonEdit[]): ReloadKind =>
  needsRestart(edits) ? 'restart' : 'reload';

/** Notes on the host that Docker has to hear of a change, so that a crash does not lose it. */
export const reloadPending =
  (kind: ReloadKind) =>
  (data: LedgerData): LedgerData => ({
    ...data,
    pendingReload: data.pendingReload === 'restart' ? 'restart' : kind,
  });

const reloadDone = ({ pendingReload: _, ...rest }: LedgerData): LedgerData => rest;

export async function isDockerActive(step: StepContext): Promise<boolean> {
  return (await step.remote.facts(step.signal)).docker_active === 'active';
}

/** Reloads or restarts Docker where its configuration was changed. Containers survive a reload. */
export async function reloadDocker(step: StepContext): Promise<void> {
  const kind = (await step.ledger.read())?.pendingReload;
  if (kind === undefined) return;
  // one that does not run reads its configuration when it starts
  if (await isDockerActive(step)) {
    if (kind === 'restart') await controlDocker(step, 'restart');
    else await step.remote.runOrThrow(RELOAD, { signal: step.signal });
  }
  await step.ledger.amend(reloadDone);
}

/**
 * The same after a change of ours. A configuration that Docker does not start with goes out again,
 * so that the host keeps its Docker.
 */
export async function reloadOrRestore(step: StepContext): Promise<void> {
  try {
    await reloadDocker(step);
  } catch (error) {
    if (!(error instanceof StepProblems)) throw error;
    step.log(`${DAEMON_JSON} is put back, since Docker does not start with the new one.`);
    await step.ledger.restoreFile(DAEMON_JSON);
    await controlDocker(step, 'restart').catch(() => undefined);
    await step.ledger.amend(reloadDone);
    throw error;
  }
}

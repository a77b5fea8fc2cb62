import type { StepContext } from './phase.ts';

/** The login user's file of keys, and whom it belongs to (uid:gid). */
export async function authorizedKeys(
  step: StepContext,
): Promise<{ readonly path: string; readonly owner: string }> {
  const { home, owner } = await step.remote.connect(step.signal);
  return { path: `${home}/.ssh/authorized_keys`, owner };
}

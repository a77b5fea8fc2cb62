import type { StepContext } from './phase.ts';

const SET_NAME =
  'set -e; if command -v hostnamectl >/dev/null; then hostnamectl set-hostname "$1"; ' +
  'else printf "%s\\n" "$1" > /etc/hostname; hostname "$1"; fi';

/** Gives the host a name, now and for the next boot. */
export async function setHostname(step: StepContext, name: string): Promise<void> {
  step.remote.forgetFacts();
  await step.remote.runOrThrow(SET_NAME, { args: [name], signal: step.signal });
}

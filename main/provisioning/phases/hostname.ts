import type { Phase, StepContext } from '../phase.ts';

const SET_NAME =
  'set -e; if command -v hostnamectl >/dev/null; then hostnamectl set-hostname "$1"; ' +
  'else printf "%s\\n" "$1" > /etc/hostname; hostname "$1"; fi';

async function setName(step: StepContext, name: string): Promise<void> {
  step.remote.forgetFacts();
  await step.remote.must(SET_NAME, { args: [name], signal: step.signal });
}

/** Gives the host the name that the operator asked for; without a wish its name stays. */
export const hostname: Phase = {
  name: 'hostname',
  limitSeconds: 60,
  targets: (host) => host.wantedName !== '',
  async probe(step) {
    return (await step.remote.facts(step.signal)).hostname === step.host.wantedName;
  },
  async apply(step) {
    const { hostname: before } = await step.remote.facts(step.signal);
    const name = step.host.wantedName;
    await step.change(`Set the host name to ${name} (was ${before})`, async () => {
      await step.manifest.amend((data) => ({
        ...data,
        hostnameBefore: data.hostnameBefore ?? before,
      }));
      const hosts = await step.remote.readFile('/etc/hosts', step.signal);
      // without an entry of its own name, sudo on the host waits for name resolution
      if (hosts) {
        const line = `127.0.1.1 ${name}`;
        const text = hosts.content.toString('utf8').replace(/\n*$/, '\n');
        if (!text.split('\n').includes(line)) {
          const content = Buffer.from(`${text}${line}\n`);
          await step.manifest.writeFile('/etc/hosts', { ...hosts, content }, { lines: [line] });
        }
      }
      await setName(step, name);
    });
  },
  undo: restore,
};

async function restore(step: StepContext): Promise<void> {
  const data = await step.manifest.read();
  const before = data?.hostnameBefore;
  if (before === undefined) return;
  await step.change(`Set the host name back to ${before}`, async () => {
    await setName(step, before);
    await step.manifest.restoreFile('/etc/hosts');
    await step.manifest.amend(({ hostnameBefore: _, ...rest }) => rest);
  });
}

export const restoreHostname: Phase = {
  name: 'restore-hostname',
  limitSeconds: 60,
  targets: (host) => host.wantedName !== '',
  apply: restore,
};

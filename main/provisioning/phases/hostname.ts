import type { Phase } from '../phase.ts';
import { setHostname } from '../hostname.ts';
import { restoreHostname } from './restore-hostname.ts';

/** Gives the host the name that the operator asked for; where none is asked for its name stays. */
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
      await step.ledger.amend((data) => ({
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
          await step.ledger.writeFile('/etc/hosts', { ...hosts, content }, { lines: [line] });
        }
      }
      await setHostname(step, name);
    });
  },
  undo: (step) => restoreHostname.apply(step),
};

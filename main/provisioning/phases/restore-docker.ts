import { CLIENT_CONFIG, DAEMON_JSON } from '../docker/config.ts';
import { reloadDocker, reloadFor, reloadPending } from '../docker/reload.ts';
import type { Phase } from '../phase.ts';

/** Docker gets the configuration back that it had before us. */
export const restoreDocker: Phase = {
  name: 'restore-docker',
  limitSeconds: 180,
  async apply(step) {
    const files = (await step.ledger.read())?.files ?? [];
    const ours = files.filter(
      ({ path }) =>
        path === DAEMON_JSON || path === CLIENT_CONFIG || path.startsWith('/etc/docker/certs.d/'),
    );
    for (const { path, edits } of ours) {
      await step.change(`Restore ${path}`, async () => {
        if (path === DAEMON_JSON) await step.ledger.amend(reloadPending(reloadFor(edits ?? [])));
        const result = await step.ledger.restoreFile(path);
        if (result === 'left') step.log(`${path} was changed by somebody else and stays.`);
      });
    }
    if ((await step.ledger.read())?.pendingReload === undefined) return;
    await step.change('Let Docker take its configuration over', () => reloadDocker(step));
  },
};

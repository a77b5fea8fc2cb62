import type { Phase } from '../phase.ts';

/** Logs in: the host key is verified, and a way to become root is found. Changes nothing. */
export const connect: Phase = {
  name: 'connect',
  limitSeconds: 45,
  failFast: true,
  async apply(step) {
    const { connection, escalation } = await step.remote.connect(step.signal);
    const way = { root: 'as root', sudo: 'with sudo', 'sudo-password': 'with sudo and a password' };
    step.log(
      `Logged in to ${connection.login.host} as ${connection.login.user}, ${way[escalation]}.`,
    );
  },
};

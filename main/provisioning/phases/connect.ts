import type { Phase } from '../phase.ts';

/** Logs in: the host key is verified, and a way to become root is found. Changes nothing. */
export const connect: Phase = {
  name: 'connect',
  limitSeconds: 45,
  failFast: true,
  async apply(step) {
    const { connection, escalation } = await step.remote.connect(step.signal);
    const { host, user } = connection.login;
    const way = { root: '', sudo: ', with sudo', 'sudo-password': ', with sudo and a password' };
    step.log(`Logged in to ${host} as ${user}${way[escalation]}.`);
  },
};

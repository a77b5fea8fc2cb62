import { expect, test } from 'vitest';
import { standIns } from '../testing/stand-ins.testing.ts';
import { connect } from './connect.ts';

test.for([
  { user: 'root', sudo: 'denied', says: 'as root.' },
  { user: 'ops', sudo: 'free', says: 'as ops, with sudo.' },
  { user: 'ops', sudo: 'password open sesame', says: 'as ops, with sudo and a password.' },
  { user: 'ops', sudo: 'other-language open sesame', says: 'as ops, with sudo and a password.' },
])('it logs in as $user where sudo is $sudo', async ({ says, ...setup }) => {
  const cluster = await standIns([setup]);
  const { address } = cluster.host(0);
  expect(await cluster.run(connect)).toEqual({
    state: 'done',
    changes: [],
    log: [`Logged in to ${address} ${says}`],
  });
});

test.for([
  { sudo: 'denied', message: 'sudo does not let ops become root.', cause: /not in the sudoers/ },
  { sudo: 'password other', message: 'sudo does not accept ops.', cause: /incorrect password/ },
])('an operator whom sudo refuses is told: $sudo', async ({ sudo, message, cause }) => {
  const cluster = await standIns([{ user: 'ops', sudo }]);
  expect(await cluster.run(connect)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_SUDO_REFUSED', message, cause: expect.stringMatching(cause) }],
  });
});

test('a host that is off fails at once, in a plan too', async () => {
  const cluster = await standIns([{}]);
  await cluster.host(0).powerOff();
  const problem = { code: 'HOST_PORT_REFUSED', host: cluster.host(0).address, step: 'connect' };
  expect(await cluster.run(connect)).toMatchObject({ state: 'failed', problems: [problem] });
  expect(await cluster.plan(connect)).toMatchObject({ changes: [], errors: [problem] });
});

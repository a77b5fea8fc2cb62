import { expect, test } from 'vitest';
import { standIns } from '../testing/stand-ins.testing.ts';
import { verifyNetwork } from './verify-network.ts';

test('a port that does not answer a peer is told, and the cluster stands', async () => {
  const cluster = await standIns([{}, {}, {}]);
  const [first, , third] = cluster.hosts;
  first?.files.set('closed-ports', `${third?.address} 7946\n`);
  expect(await cluster.run(verifyNetwork, 0)).toMatchObject({
    state: 'done',
    changes: [],
    log: [
      `Warning: TCP port 7946 of ${third?.address} does not answer this host. Open it between the hosts.`,
    ],
  });
  expect(await cluster.run(verifyNetwork, 1)).toMatchObject({ state: 'done', log: [] });
});

test('a plan tries nothing, and a host without bash says nothing', async () => {
  const cluster = await standIns([{}, {}]);
  const [first, second] = cluster.hosts;
  first?.files.set('closed-ports', `${second?.address} 7946\n`);
  expect(await cluster.plan(verifyNetwork, 0)).toEqual({ changes: [], errors: [] });
  first?.files.dropProgram('bash');
  expect(await cluster.run(verifyNetwork, 0)).toMatchObject({ state: 'done', log: [] });
});

test('each host tries the next eight of the list, which goes round, and a lone one none', async () => {
  const cluster = await standIns(Array.from({ length: 11 }, () => ({})));
  const ips = cluster.all.map(({ ip }) => ip);
  cluster.host(9).files.set('closed-ports', ips.map((ip) => `${ip} 7946\n`).join(''));
  const { log } = await cluster.run(verifyNetwork, 9);
  const tried = log.map((line) => /of (\S+) does/.exec(line)?.[1]);
  expect(tried).toEqual([10, 0, 1, 2, 3, 4, 5, 6].map((index) => ips[index]));
  const lone = await standIns([{}]);
  expect(await lone.run(verifyNetwork)).toMatchObject({ state: 'done', log: [] });
});

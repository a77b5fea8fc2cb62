import { expect, test } from 'vitest';
import { RemoteHost } from '../../remote/remote-host.ts';
import { HostLedger } from '../host-ledger.ts';
import { SwarmNet } from './docker-swarm.testing.ts';
import { StandInHost, type HostSetup } from './stand-in-host.testing.ts';
import { LEDGER } from './stand-ins.testing.ts';

const SETUPS: readonly HostSetup[] = [
  {},
  { docker: 'running', packageManager: 'dnf' },
  { docker: 'stopped', packageManager: 'none' },
];

/** What a host goes through with its ledger. */
async function claimAndRelease(remote: RemoteHost, { files }: StandInHost) {
  await remote.removeFile(LEDGER);
  const ledger = new HostLedger(remote, 'cluster', new AbortController().signal);
  const data = { controller: '', clusterName: '', hostId: '', since: '', clusterId: 'cluster' };
  await ledger.claim({ version: 1, ...data, files: [], directories: [], packages: [] });
  const file = { content: Buffer.from('key\n'), mode: '600', owner: '0:0' };
  await ledger.writeFile('/root/.ssh/more/keys', file);
  await ledger.writeFile('/etc/docker/more/file', { ...file, mode: '644' });
  const written = files.snapshot();
  await ledger.restoreFile('/root/.ssh/more/keys');
  await ledger.removeDirectories();
  const restored = files.snapshot();
  await ledger.release();
  return { written, restored };
}

/** What comes of all that is answered without running it, or of running it. */
async function outcome(host: StandInHost) {
  const remote = new RemoteHost(host.login, () => true);
  const { escalation, home, owner } = await remote.connect();
  const { clockOffset, time, ...facts } = await remote.facts();
  const isNow = Math.abs(clockOffset) < 60 && Math.abs(time - Date.now() / 1000) < 60;
  const stated = await remote.stat(['/etc/hosts', '/root/.ssh/a/keys', '/etc/absent']);
  const file = { content: Buffer.from('ä\n'.repeat(99)), mode: '640', owner: '0:0' };
  await remote.writeFile('/etc/hosts', file, undefined, 'localhost');
  await remote.writeFile('/etc/new', { ...file, owner: '1000:7' });
  const failures = await Promise.allSettled([
    remote.writeFile('/etc/hosts', file, undefined, 'not there'),
    remote.writeFile('/not/there', file),
  ]);
  const after = await remote.stat(['/etc/hosts', '/etc/new']);
  const claimed = await claimAndRelease(remote, host);
  remote.close();
  const reasons = failures.map((one) => (one.status === 'rejected' ? String(one.reason) : 'none'));
  const { files } = host;
  return {
    account: { escalation, home, owner },
    facts,
    isNow,
    stated,
    reasons,
    after,
    claimed,
    files: files.snapshot(),
  };
}

test.for(SETUPS)('what is known is what the scripts do: %o', async (setup) => {
  const hosts = await Promise.all([1, 2].map(() => StandInHost.start(new SwarmNet(), setup)));
  const outcomes = [];
  for (const host of hosts) {
    host.runsAll = host === hosts[1];
    host.files.put('/etc/hosts', '127.0.0.1 localhost\n', 0o600);
    host.files.put('/etc/hostname', 'same\n');
    host.files.put('/proc/sys/kernel/hostname', 'same\n');
    host.files.put('/etc/machine-id', `${'0'.repeat(32)}\n`);
    host.files.put('/etc/docker/daemon.json', '{"debug": true}\n');
    host.files.put(LEDGER, '{}'.padEnd(99));
    const text = JSON.stringify(await outcome(host));
    outcomes.push(JSON.parse(text.replaceAll(host.address, 'ADDRESS')) as unknown);
  }
  expect(outcomes[0]).toEqual(outcomes[1]);
});

import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { DEPLOY_PASSWORD } from '../lab/index.ts';
import type { Api } from './support/api.ts';
import { addressOf, deployNode } from './support/bodies.ts';
import { Canaries } from './support/canaries.ts';
import { Station } from './support/control-plane.ts';
import { onHost } from './support/hosts.ts';
import { describeOnHosts } from './support/world.ts';

const PASSPHRASE = 'canary passphrase "opens" the key';
const SMTP_PASSWORD = 'canary-smtp-7431';
const CLOUD_SECRET = 'canary-cloud/8852+secret';
const WRONG_PASSWORD = "canary wrong 'password' 9914";

/** A key that its passphrase opens; few rounds, as each costs time. */
function encryptedPair(file: string): { publicKey: string; privateKey: string } {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-a', '2', '-N', PASSPHRASE, '-f', file]);
  const [privateKey, publicKey] = [file, `${file}.pub`].map((one) => readFileSync(one, 'utf8'));
  return { privateKey: privateKey ?? '', publicKey: publicKey?.trim() ?? '' };
}

/** Calls that take a secret; what they answer is looked at as well. */
async function storeSecrets(api: Api): Promise<string[]> {
  const answers = await Promise.all([
    api.call('POST', '/v1/smtp', { name: 'ops', address: '127.0.0.1:1', passwd: SMTP_PASSWORD }),
    api.call('POST', '/v1/provider', {
      name: 'cloud',
      type: 'amazonec2',
      sshUser: 'admin',
      awsEc2Info: { 'amazonec2-access-key': 'AKIA', 'amazonec2-secret-key': CLOUD_SECRET },
    }),
  ]);
  for (const { status } of answers) expect(status).toBe(200);
  const read = await Promise.all([api.call('GET', '/v1/smtp'), api.call('GET', '/v1/provider')]);
  return [...answers, ...read].map(({ text }) => text);
}

describeOnHosts('secrets', { hosts: [{}, {}], registry: true, spoils: 'all' }, (world) => {
  test('reach no file, log, event, answer, error or process list', async () => {
    const { lab } = world;
    const closed = lab.registry?.closed;
    const station = world.station();
    const pair = encryptedPair(join(station.home, 'id'));
    await onHost(lab, 1, `echo '${pair.publicKey}' >> /root/.ssh/authorized_keys`);
    const canaries = new Canaries({
      passphrase: PASSPHRASE,
      key: pair.privateKey.split('\n')[3] ?? '',
      password: DEPLOY_PASSWORD,
      smtp: SMTP_PASSWORD,
      cloud: CLOUD_SECRET,
      wrong: WRONG_PASSWORD,
      registry: closed?.password ?? '',
    });
    expect(canaries.in(`{"passwd":"${SMTP_PASSWORD}"}`)).toEqual(['smtp']);
    const api = await station.start();
    const seen = await storeSecrets(api);

    const body = {
      name: 'secret',
      stack: 'swarm' as const,
      masterNodes: [{ ip: addressOf(lab, 1), privateKey: pair.privateKey, passphrase: PASSPHRASE }],
      sharedNodes: [deployNode(lab, 2)],
      dockerRegistries: [
        {
          name: 'closed',
          registry: closed?.address,
          username: closed?.user,
          password: closed?.password,
        },
      ],
    };
    const wrong = { ...body.sharedNodes[0], ip: addressOf(lab, 2), password: WRONG_PASSWORD };
    const failed = await api.call('POST', '/v1/cluster', {
      ...body,
      name: 'wrong',
      sharedNodes: [{ ...wrong, sudoPassword: WRONG_PASSWORD }],
    });
    for await (const event of api.events(failed.operationId)) seen.push(JSON.stringify(event));
    seen.push(failed.text, (await api.call('GET', `/v1/operations/${failed.operationId}`)).text);
    const failedId = (failed.data as { _id: string })._id;
    await api.must('DELETE', `/v1/cluster/${failedId}`);

    const made = await api.call('POST', '/v1/cluster', body);
    const inProcessList = new Set<string>();
    for await (const event of api.events(made.operationId)) {
      seen.push(JSON.stringify(event));
      for (const name of canaries.inProcessList()) inProcessList.add(name);
    }
    const operation = await api.operation(made.operationId);
    expect(operation).toMatchObject({ state: 'succeeded', error: null });
    const { _id: id } = made.data as { _id: string };
    const paths = ['', `/${id}`, `/${id}/hosts`, `/${id}/components`];
    const answers = await Promise.all(paths.map((path) => api.call('GET', `/v1/cluster${path}`)));
    seen.push(made.text, JSON.stringify(operation), ...answers.map(({ text }) => text));
    const again = await api.call('POST', '/v1/cluster', { ...body, name: 'no name!' });
    seen.push(again.text);
    expect(again.status).toBe(400);

    expect(canaries.in(seen.join('\n'))).toEqual([]);
    expect([...inProcessList]).toEqual([]);
    expect(canaries.inFolder(station.dataDir)).toEqual([]);
    expect(await station.stop()).toMatchObject({ code: 0 });
    expect(canaries.inFolder(station.dataDir)).toEqual([]);
  });
});

describe('the data key', () => {
  const stations: Station[] = [];
  const station = () => {
    const made = new Station();
    stations.push(made);
    return made;
  };
  afterEach(() => Promise.all(stations.splice(0).map((one) => one.remove())));
  const start = ({ dataDir }: Station, command?: readonly string[], args: string[] = []) =>
    Station.run(['--data', dataDir, '--port', '0', ...args], command ? { command } : {});
  const withKeyring = [join(import.meta.dirname, '../../build/testing/with-keyring.sh')];

  test('lies in the Secret Service, and in no file of the data folder', async () => {
    const home = station();
    const running = start(home, [...withKeyring, process.execPath, Station.entry]);
    await running.ready();
    const vault = await fetch(`${home.endpoint().url}/healthz`);
    expect(vault.status).toBe(200);
    expect(await running.stop()).toMatchObject({ code: 0 });
    // a keyring that never saw this folder cannot open what stands in it
    const stranger = start(home, [...withKeyring, process.execPath, Station.entry]);
    expect(await stranger.exited).toMatchObject({ code: 4 });
    expect(stranger.output).toContain('no data key for this data folder');
  });

  test('goes nowhere by itself: without a keychain a key file must be named', async () => {
    const home = station();
    const refused = Station.run(['--data', home.dataDir, '--port', '0'], {
      env: { DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '/nonexistent' },
    });
    expect(await refused.exited).toMatchObject({ code: 4 });
    expect(refused.output).toContain('--key-file');
  });

  test('a wrong key file, or one that others can read, is refused', async () => {
    const home = station();
    await home.start();
    expect(statSync(home.keyFile).mode & 0o777).toBe(0o600);
    expect(statSync(join(home.dataDir, 'endpoint.json')).mode & 0o777).toBe(0o600);
    await home.stop();
    const other = join(home.home, 'other');
    writeFileSync(other, `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
    const wrong = start(home, undefined, ['--key-file', other]);
    expect(await wrong.exited).toMatchObject({ code: 4 });
    expect(wrong.output).toContain('do not open');
    writeFileSync(join(home.home, 'open'), '', { mode: 0o644 });
    const open = start(home, undefined, ['--key-file', join(home.home, 'open')]);
    expect(await open.exited).toMatchObject({ code: 4 });
    expect(open.output).toContain('chmod 600');
  });
});

describe('one control plane on a folder', () => {
  test('a second one is refused with the address of the first; both signals end it well', async () => {
    const home = new Station();
    try {
      const { url } = await home.start();
      const second = Station.run([
        '--data',
        home.dataDir,
        '--port',
        '0',
        '--key-file',
        home.keyFile,
      ]);
      expect(await second.exited).toMatchObject({ code: 3 });
      expect(second.output).toContain(url);
      expect(await home.process.stop('SIGINT')).toEqual({ code: 0, signal: null });
      await home.start();
      expect(await home.process.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    } finally {
      await home.remove();
    }
  });
});

import { expect, test } from 'vitest';
import type { Plan } from '../../shared/contract/operation.ts';
import type { Lab } from '../lab/index.ts';
import { addressOf, compactBody } from './support/bodies.ts';
import { changesSince, onHost, snapshots } from './support/hosts.ts';
import { describeOnHosts } from './support/world.ts';

interface Deb {
  readonly name: string;
  /** further lines of its control file */
  readonly control?: string;
  readonly postinst?: string;
}

/** Makes a package on a host and installs it; what its scripts say of that is no matter. */
function installDeb(lab: Lab, index: number, { name, control = '', postinst }: Deb) {
  const lines = `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: test <t@example.com>\nDescription: test\n${control}`;
  return onHost(
    lab,
    index,
    `rm -rf /run/deb && mkdir -p /run/deb/DEBIAN && cat > /run/deb/DEBIAN/control <<'END'
${lines}
END
    sed -i '/^$/d' /run/deb/DEBIAN/control
    ${postinst === undefined ? '' : `printf '#!/bin/sh\\n${postinst}\\n' > /run/deb/DEBIAN/postinst; chmod 755 /run/deb/DEBIAN/postinst`}
    dpkg-deb -b /run/deb /run/${name}.deb >/dev/null && { dpkg -i /run/${name}.deb >/dev/null 2>&1 || :; }
    rm -rf /run/deb /run/${name}.deb`,
  );
}

const status = (lab: Lab, index: number, name: string) =>
  onHost(lab, index, `dpkg-query -W -f '\${Status}' ${name} 2>/dev/null || :`);

const HOSTS = [{ docker: false }, { docker: false }];

describeOnHosts('packages of the operator', { hosts: HOSTS, spoils: [1] }, (world) => {
  test('his own containerd and what it holds stay', async () => {
    const { lab } = world;
    await onHost(
      lab,
      1,
      'apt-get install -y -q containerd >/dev/null 2>&1; systemctl start containerd',
    );
    await onHost(
      lab,
      1,
      'mkdir -p /var/lib/containerd/mine && echo kept > /var/lib/containerd/mine/snapshot',
    );
    const before = await snapshots(lab);
    const api = await world.station().start();
    const { id, operationId } = await api.create(compactBody(lab, {}, []));
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
    expect(await api.ended(await api.remove(id))).toMatchObject({ state: 'succeeded' });
    expect(await onHost(lab, 1, 'cat /var/lib/containerd/mine/snapshot')).toBe('kept');
    expect(await status(lab, 1, 'containerd')).toBe('install ok installed');
    expect(await onHost(lab, 1, 'systemctl is-active containerd')).toBe('active');
    expect(await status(lab, 1, 'docker.io')).not.toContain('ok installed');
    expect(await changesSince(before, lab)).toEqual([]);
    await onHost(
      lab,
      1,
      'apt-get purge -y -q containerd runc >/dev/null 2>&1; rm -rf /var/lib/containerd',
    );
  });

  test('what would be removed is named and refused, and nothing is changed', async () => {
    const { lab } = world;
    await installDeb(lab, 1, { name: 'rival', control: 'Conflicts: docker.io' });
    const before = await snapshots(lab);
    const api = await world.station().start();
    const body = compactBody(lab, {}, []);
    const { data: plan } = await api.must<Plan>('POST', '/v1/cluster/plan', body);
    expect(plan.hosts.map(({ errors }) => errors.map(({ code }) => code))).toEqual([
      ['PACKAGES_WOULD_BE_REMOVED'],
      [],
    ]);
    const { id, operationId } = await api.create(body);
    expect(await api.ended(operationId)).toMatchObject({
      state: 'failed',
      error: { code: 'PACKAGES_WOULD_BE_REMOVED', host: addressOf(lab, 1) },
    });
    expect(await status(lab, 1, 'rival')).toBe('install ok installed');
    expect(await api.ended(await api.remove(id))).toMatchObject({ state: 'succeeded' });
    expect(await changesSince(before, lab)).toEqual([]);
    await onHost(lab, 1, 'dpkg -P rival >/dev/null');
  });

  test('his file where a package brings one is kept, without a question', async () => {
    const { lab } = world;
    await onHost(lab, 1, 'echo MINE=1 > /etc/default/docker');
    const before = await snapshots(lab);
    const api = await world.station().start();
    const { id, operationId } = await api.create(compactBody(lab, {}, []));
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
    expect(await onHost(lab, 1, 'cat /etc/default/docker')).toBe('MINE=1');
    expect(await api.ended(await api.remove(id))).toMatchObject({ state: 'succeeded' });
    expect(await onHost(lab, 1, 'cat /etc/default/docker')).toBe('MINE=1');
    expect(await changesSince(before, lab)).toEqual([]);
    await onHost(lab, 1, 'rm /etc/default/docker');
  });

  test('one that is half configured is said so, and is no reason to keep ours', async () => {
    const { lab } = world;
    const api = await world.station().start();
    const { id, operationId } = await api.create(compactBody(lab, {}, []));
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
    await installDeb(lab, 1, { name: 'broken', postinst: 'exit 1' });
    expect(await status(lab, 1, 'broken')).toContain('half-configured');
    expect(await api.ended(await api.remove(id))).toMatchObject({ state: 'succeeded' });
    expect(await status(lab, 1, 'docker.io')).not.toContain('ok installed');

    const refused = await api.create(compactBody(lab, { name: 'second' }, []));
    expect(await api.ended(refused.operationId)).toMatchObject({
      state: 'failed',
      error: { code: 'PACKAGES_BROKEN', cause: expect.stringContaining('broken') },
    });
    expect(await api.ended(await api.remove(refused.id))).toMatchObject({ state: 'succeeded' });
    await onHost(lab, 1, 'dpkg -P broken >/dev/null');
  });
});

describeOnHosts('a Docker that hangs', { hosts: [{}, {}], spoils: 'all' }, (world) => {
  test('is told as such, by the plan and by the operation', async () => {
    const { lab } = world;
    await onHost(lab, 1, 'pkill -STOP -x dockerd');
    const api = await world.station().start({ args: ['--retry-limit', '2'] });
    const body = compactBody(lab, {}, []);
    const { data: plan } = await api.must<Plan>('POST', '/v1/cluster/plan', body);
    const [told] = plan.hosts.find(({ host }) => host === addressOf(lab, 1))?.errors ?? [];
    expect(told).toMatchObject({
      code: 'DOCKER_NOT_RUNNING',
      message: expect.stringContaining('does not answer'),
    });
    const { operationId } = await api.create(body);
    expect(await api.ended(operationId)).toMatchObject({
      state: 'failed',
      error: { code: 'DOCKER_NOT_RUNNING', host: addressOf(lab, 1) },
    });
    await onHost(lab, 1, 'pkill -CONT -x dockerd');
  });
});

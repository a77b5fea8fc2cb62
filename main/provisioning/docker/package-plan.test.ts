import { expect, test } from 'vitest';
import { describePlan, parseAptPlan, parseDnfPlan, parseZypperPlan } from './package-plan.ts';

test('apt: what is added, upgraded and removed, and what others left unfinished', () => {
  const output = [
    'unfinished=broken-thing',
    'Reading package lists...',
    'Remv containerd.io [1.6.21-1]',
    'Inst runc (1.1.5+ds1-1+deb12u1 Debian:12.5/stable [amd64])',
    'Inst libc6 [2.36-9] (2.36-9+deb12u7 Debian:12.5/stable [amd64])',
    'Inst docker.io (20.10.24+dfsg1-1+b3 Debian:12.5/stable [amd64])',
    'Conf runc (1.1.5+ds1-1+deb12u1 Debian:12.5/stable [amd64])',
  ].join('\n');
  const plan = parseAptPlan(output);
  expect(plan).toEqual({
    added: ['runc', 'docker.io'],
    upgraded: ['libc6'],
    removed: ['containerd.io'],
    unfinished: ['broken-thing'],
  });
  expect(describePlan('apt-get', plan)).toBe(
    'Install Docker with apt-get: runc, docker.io; upgrade libc6; first finish the installation of broken-thing',
  );
});

test('dnf: by the sections of its table', () => {
  const output = `Dependencies resolved.
================================================================================
 Package                Architecture Version            Repository         Size
================================================================================
Installing:
 moby-engine            x86_64       24.0.5-1.fc39      fedora             35 M
Installing dependencies:
 containerd             x86_64       1.6.19-2.fc39      fedora             42 M
Removing dependent packages:
 podman-docker          noarch       5:4.7.0-1.fc39     @fedora           231
Upgrading:
 libseccomp             x86_64       2.5.3-6.fc39       updates            71 k

Transaction Summary
================================================================================
Install  2 Packages
`;
  expect(parseDnfPlan(output)).toMatchObject({
    added: ['moby-engine', 'containerd'],
    removed: ['podman-docker'],
    upgraded: ['libseccomp'],
  });
});

test('zypper: by the sentences above the names', () => {
  const output = `Resolving package dependencies...

The following 3 NEW packages are going to be installed:
  catatonit containerd docker

The following package is going to be REMOVED:
  podman-docker

3 new packages to install, 1 to remove.
`;
  expect(parseZypperPlan(output)).toMatchObject({
    added: ['catatonit', 'containerd', 'docker'],
    removed: ['podman-docker'],
    upgraded: [],
  });
});

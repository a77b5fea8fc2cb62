import { expect, test } from 'vitest';
import { registryHosts } from './registry-hosts.ts';

test('reports each line that names a registry host', () => {
  const host = ['deb', 'debian', 'org'].join('.');
  const text = `one\nhttps://${host}/debian\nthree ${host}\n`;
  expect(registryHosts('docs/a.md', text)).toEqual([
    { file: 'docs/a.md', line: 2, message: `names the registry host ${host}` },
    { file: 'docs/a.md', line: 3, message: `names the registry host ${host}` },
  ]);
});

test('leaves other hosts alone', () => {
  expect(registryHosts('a.md', 'docker.io, clusterdesk.invalid, debian.example')).toEqual([]);
});

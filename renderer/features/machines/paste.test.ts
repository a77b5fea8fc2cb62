import { expect, test } from 'vitest';
import { fillRows, parseList } from './paste.ts';
import { emptyNode } from './machines.ts';

test('reads users, ports and bare addresses', () => {
  expect(parseList('ubuntu@10.0.0.1:2222\n10.0.0.2\r\n\n# spare\n  node-3.lab  ').machines).toEqual(
    [
      { ip: '10.0.0.1', sshUser: 'ubuntu', port: '2222' },
      { ip: '10.0.0.2', sshUser: '', port: '22' },
      { ip: 'node-3.lab', sshUser: '', port: '22' },
    ],
  );
});

test('reads IPv6, in brackets when a port follows', () => {
  expect(parseList('fd00::1\nroot@[fd00::2]:2200\nadmin@fd00::3').machines).toEqual([
    { ip: 'fd00::1', sshUser: '', port: '22' },
    { ip: 'fd00::2', sshUser: 'root', port: '2200' },
    { ip: 'fd00::3', sshUser: 'admin', port: '22' },
  ]);
});

test('names each line that is no machine', () => {
  const { machines, bad } = parseList('10.0.0.1\nnot a host\n; rm -rf /\n10.0.0.2:port');
  expect(machines).toHaveLength(1);
  expect(bad).toEqual([
    { line: 2, text: 'not a host' },
    { line: 3, text: '; rm -rf /' },
    { line: 4, text: '10.0.0.2:port' },
  ]);
});

test('empty rows are filled and keep their roles, the rest is added', () => {
  const rows = [emptyNode('master'), { ...emptyNode('shared'), ip: '10.0.0.9' }];
  const { machines } = parseList('a\nops@b:2222');
  expect(
    fillRows(rows, machines, 'pure').map(({ ip, role, sshUser, port }) => [
      ip,
      role,
      sshUser,
      port,
    ]),
  ).toEqual([
    ['a', 'master', '', '22'],
    ['10.0.0.9', 'shared', '', '22'],
    ['b', 'pure', 'ops', '2222'],
  ]);
});

import { expect, test } from 'vitest';
import { calls } from '../../shared/contract/calls/index.ts';
import { parseInput } from '../../shared/contract/input.ts';
import { pageLinks } from './answer.ts';
import { unknownFields } from './unknown-fields.ts';

const links = (query: string, items: number, total?: number) =>
  pageLinks(`/v1/cluster?${query}`, items, total).map((link) =>
    link.replace(/<\/v1\/cluster\?(.*)>; rel="(\w+)"/, '$2 $1'),
  );

test.each([
  ['limit=2', 2, 5, ['first limit=2&skip=0', 'next limit=2&skip=2', 'last limit=2&skip=4']],
  ['limit=2&skip=4', 1, 5, ['first limit=2&skip=0', 'prev limit=2&skip=2', 'last limit=2&skip=4']],
  ['limit=2&skip=1', 2, 3, ['first limit=2&skip=0', 'prev limit=2&skip=0', 'last limit=2&skip=2']],
  ['limit=2', 2, undefined, ['first limit=2&skip=0', 'next limit=2&skip=2']],
  ['limit=2', 1, undefined, ['first limit=2&skip=0']],
  ['limit=0', 5, 5, []],
  ['', 5, undefined, []],
] as const)('?%s with %i records of %s', (query, items, total, expected) => {
  expect(links(query, items, total)).toEqual(expected);
});

test('links keep the filters of the list', () => {
  expect(links('status=RUNNING&limit=1', 1)[1]).toBe('next status=RUNNING&limit=1&skip=1');
});

test('what a request carries that is not known is told by its place', () => {
  const call = calls['clusters.create'];
  const body = {
    name: 'a',
    pureSlaveNodes: [],
    masterNodes: [{ ip: '1.2.3.4', sshuser: 'root', jump: { ip: '1.2.3.5', via: 'x' } }],
  };
  const query = { wait: '1', staus: 'RUNNING' };
  const input = parseInput(call, { params: {}, query, body });
  expect(unknownFields(call, { query, body }, input)).toEqual([
    { field: 'staus', message: 'is not known and was ignored' },
    { field: 'pureSlaveNodes', message: 'is not known (pureslaveNodes is) and was ignored' },
    { field: 'masterNodes.0.sshuser', message: 'is not known and was ignored' },
    { field: 'masterNodes.0.jump.via', message: 'is not known and was ignored' },
  ]);
});

test('an empty list may come as null, and a name that lacks leaves the rest to be judged', () => {
  const body = { masterNodes: null, sharedNodes: null, pubkeyId: null };
  const input = parseInput(calls['clusters.create'], { params: {}, query: {}, body });
  expect(input).toMatchObject({ name: '', masterNodes: [], sharedNodes: [], pureslaveNodes: [] });
});

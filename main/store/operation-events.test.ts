import { expect, onTestFinished, test, vi } from 'vitest';
import type { OperationState } from '../../shared/contract/operation.ts';
import { openStore, someCluster, someHost, someOperation } from './fixtures.testing.ts';

function world() {
  const store = openStore();
  const { clusters, operations, events } = store;
  const cluster = someCluster();
  clusters.insert(cluster);
  const add = (of = cluster) => {
    const operation = someOperation(of);
    operations.insert(operation);
    return operation.id;
  };
  const log = (id: string, line: string, change = {}) =>
    events.emit(id, {
      type: 'log',
      phase: 'connect',
      hostId: 'a'.repeat(24),
      host: '10.0.0.1',
      line,
      ...change,
    });
  const lines = (id: string) => events.after(id, 0).map((event) => event.type);
  return { ...store, cluster, add, log, lines };
}

test('the operations that ended last keep their events, others their last one', () => {
  const { clusters, operations, events, cluster, add, log, lines } = world();
  const end = (id: string, state: OperationState = 'succeeded') => {
    log(id, 'a line');
    operations.setState(id, state);
  };
  const other = someCluster({ name: 'other' });
  clusters.insert(other);
  const [foreign, running] = [add(other), add()];
  const ended = [add(), add(), add(), add()];
  for (const id of [foreign, ...ended]) end(id);
  end(running, 'running');
  events.prune(cluster.id, 2);
  expect(ended.map(lines)).toEqual([
    ['operation'],
    ['operation'],
    ['log', 'operation'],
    ['log', 'operation'],
  ]);
  expect([foreign, running].map(lines)).toEqual([
    ['log', 'operation'],
    ['log', 'operation'],
  ]);
  expect(ended.map((id) => operations.find(id)?.state)).toEqual(Array(4).fill('succeeded'));
});

test('the numbers of events go on after the others were dropped', () => {
  const { operations, events, cluster, add, log } = world();
  const id = add();
  log(id, 'one');
  log(id, 'two');
  operations.setState(id, 'failed');
  events.prune(cluster.id, 0);
  log(id, 'of a retry');
  expect(events.after(id, 0).map((event) => event.seq)).toEqual([3, 4]);
});

test('lines are found by host, phase and part of their text, page by page', () => {
  const { events, hosts, cluster, add, log } = world();
  const host = someHost(cluster);
  hosts.insert(host);
  const id = add();
  const strange = add();
  log(id, 'Setting up docker.io');
  log(id, 'setting the NAME', { hostId: host.id });
  log(id, '100% done_', { phase: 'hostname' });
  log(strange, 'setting of another operation');
  const found = (search: object) => {
    const page = events.searchLogs(id, { skip: 0, limit: 10, ...search });
    return { lines: page.items.map((event) => event.line), total: page.total };
  };
  expect(found({}).total).toBe(3);
  expect(found({ text: 'SETTING' })).toEqual({
    lines: ['Setting up docker.io', 'setting the NAME'],
    total: 2,
  });
  expect(found({ text: 'setting', skip: 1, limit: 1 })).toEqual({
    lines: ['setting the NAME'],
    total: 2,
  });
  expect(found({ hostId: host.id, text: 'name' }).lines).toEqual(['setting the NAME']);
  expect(found({ phase: 'hostname' }).lines).toEqual(['100% done_']);
  for (const text of ['%', 'done_']) expect(found({ text }).lines).toEqual(['100% done_']);
  for (const text of ['d%e', `' OR 1=1 --`]) expect(found({ text }).total).toBe(0);
});

test('lines that cannot be stored wait, and come in their order when they can', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { db, events, add } = world();
  const id = add();
  const late = (line: string) =>
    events.emitLog(id, {
      type: 'log',
      phase: 'connect',
      hostId: 'a'.repeat(24),
      host: 'h',
      line,
    });
  db.pragma('query_only = ON');
  late('one');
  expect(() => vi.advanceTimersByTime(1000)).not.toThrow();
  expect(() => events.flush()).toThrow(/readonly/);
  late('two');
  db.pragma('query_only = OFF');
  vi.advanceTimersByTime(1000);
  const { items } = events.searchLogs(id, { skip: 0, limit: 10 });
  expect(items.map((event) => event.line)).toEqual(['one', 'two']);
});

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase, type Database } from '../database.ts';
import { tempFolder } from '../fixtures.testing.ts';
import { openStores } from '../index.ts';
import { migrations } from './index.ts';

/** A database as the first versions left it, opened by today's. */
function migrated(fill: (db: Database) => void): Database {
  const file = join(tempFolder(), 'clusterdesk.db');
  const old = openDatabase(file, migrations.slice(0, 1));
  old.pragma('foreign_keys = OFF');
  fill(old);
  old.close();
  const db = openDatabase(file);
  onTestFinished(() => void db.close());
  return db;
}

test('steps keep their state under their names, and claimed hosts are known as such', () => {
  const db = migrated((old) => {
    const host = old.prepare(
      `INSERT INTO hosts VALUES (?, 'c', 'demo', '', '', ?, ?, 22, 'root', '{}', '', '', 0, 1, 0, 0,
         0, 0, '[]', NULL, '', 'customized', 'u', 't', '2026', '2026')`,
    );
    host.run('touched', 'FAILED', '10.0.0.1');
    host.run('untouched', 'FAILED', '10.0.0.2');
    host.run('given back', 'FAILED', '10.0.0.3');
    old
      .prepare(
        `INSERT INTO operations VALUES ('op', 'c', 'demo', 'create-cluster', 'failed',
           '{"hostIds":["touched"]}', NULL, 'u', '2026', '2026', NULL)`,
      )
      .run();
    const step = old.prepare(
      `INSERT INTO steps VALUES ('op', ?, ?, ?, '10.0.0.1', ?, 1, NULL, NULL, '[]', '[]')`,
    );
    step.run('connect', 0, 'touched', 'done');
    step.run('claim', 2, 'touched', 'failed');
    step.run('claim', 2, 'untouched', 'pending');
    step.run('claim', 2, 'given back', 'undone');
  });
  expect(
    db
      .prepare(
        `SELECT phase, subject, ordinal, state FROM journal_steps WHERE host_id = 'touched'
         ORDER BY ordinal`,
      )
      .all(),
  ).toEqual([
    { phase: 'connect', subject: '', ordinal: 0, state: 'done' },
    { phase: 'claim', subject: '', ordinal: 2, state: 'failed' },
  ]);
  expect(db.prepare('SELECT id FROM hosts WHERE is_claimed = 1').pluck().all()).toEqual([
    'touched',
  ]);
  // whether its claim was written is not known
  expect(db.prepare('SELECT id FROM hosts WHERE is_ledger_in_doubt = 1').pluck().all()).toEqual([
    'touched',
  ]);
  expect(db.prepare('SELECT list_version FROM operations').pluck().all()).toEqual(['']);
});

test('clusters and hosts of earlier versions are in the lists of today', () => {
  const db = migrated((old) => {
    old
      .prepare(
        `INSERT INTO clusters VALUES ('c', 'demo', 'me', '', 1, NULL, '', '', 'RUNNING', 'customized',
           'compact', 'swarm', 'pin', '', '[]', '[]', 0, 'u', 't', '2026', '2026')`,
      )
      .run();
    old
      .prepare(
        `INSERT INTO hosts VALUES ('h', 'c', 'demo', '', '', 'RUNNING', '10.0.0.1', 22, 'root', '{}',
           '', '', 0, 1, 0, 0, 0, 0, '["a"]', NULL, '', 'customized', 'u', 't', '2026', '2026')`,
      )
      .run();
  });
  const { clusters, hosts } = openStores(db);
  const order = [{ field: 'timeCreate', descending: false }] as const;
  expect(clusters.list('t', { status: 'unterminated' }, order).items).toMatchObject([
    { id: 'c', pubkeyIds: null, hostKeyPolicy: 'pin', cmi: false },
  ]);
  expect(hosts.ofCluster('c')).toMatchObject([{ id: 'h', tags: ['a'], isSlave: true }]);
});

test('an operation that had a cluster still has it', () => {
  const db = migrated((old) =>
    old.prepare(`INSERT INTO leases VALUES ('c', 'a run', 'op', '2026')`).run(),
  );
  expect(db.prepare('SELECT * FROM leases').all()).toEqual([
    { cluster_id: 'c', operation_id: 'op' },
  ]);
});

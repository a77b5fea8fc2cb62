/**
 * What ownership stands on: the id of a cluster's swarm, which says that a swarm met later is the
 * same one; that our list on a host is being written or removed, so that its absence is no damage; and that an
 * operation takes back what it did, which a retry goes on with. Which operation of a cluster came
 * last is told by the order of coming, which its own index has.
 */
export const ownership = `
ALTER TABLE clusters ADD COLUMN swarm_id TEXT NOT NULL DEFAULT '';
ALTER TABLE hosts ADD COLUMN is_ledger_in_doubt INTEGER NOT NULL DEFAULT 0;
UPDATE hosts SET is_ledger_in_doubt = 1 WHERE is_claimed = 1 AND NOT EXISTS (
  SELECT 1 FROM journal_steps WHERE host_id = hosts.id AND phase = 'claim' AND state IN ('done', 'skipped'));
ALTER TABLE operations ADD COLUMN is_rollback INTEGER NOT NULL DEFAULT 0;
UPDATE operations SET is_rollback = 1 WHERE state IN ('rolling-back', 'rolled-back');
CREATE INDEX operations_coming ON operations (cluster_id);
`;

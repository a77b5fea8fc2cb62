/**
 * What ownership stands on: the id of a cluster's swarm, which says that a swarm met later is the
 * same one; that our list on a host is being removed, so that its absence is no damage; and that an
 * operation takes back what it did, which a retry goes on with. Which operation of a cluster came
 * last is told by the order of coming, which its own index has.
 */
export const ownership = `
ALTER TABLE clusters ADD COLUMN swarm_id TEXT NOT NULL DEFAULT '';
ALTER TABLE hosts ADD COLUMN is_releasing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operations ADD COLUMN is_rollback INTEGER NOT NULL DEFAULT 0;
UPDATE operations SET is_rollback = 1 WHERE state IN ('rolling-back', 'rolled-back');
CREATE INDEX operations_coming ON operations (cluster_id);
`;

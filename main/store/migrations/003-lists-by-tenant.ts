/**
 * Every list is one of a tenant, so its indexes begin with the tenant: a page comes without sorting,
 * and what matches is counted in an index alone. A column that nothing was ever written to goes.
 */
export const listsByTenant = `
DROP INDEX clusters_name;
DROP INDEX clusters_user;
DROP INDEX clusters_owner;
DROP INDEX clusters_created;
DROP INDEX clusters_updated;
CREATE INDEX clusters_created ON clusters (tenant_id, time_create, id);
CREATE INDEX clusters_updated ON clusters (tenant_id, time_update, id);
CREATE INDEX clusters_name ON clusters (tenant_id, name, time_create, id);
CREATE INDEX clusters_owner ON clusters (tenant_id, owner, id);
CREATE INDEX clusters_by_status ON clusters (tenant_id, status, id);
CREATE INDEX clusters_status_created ON clusters (tenant_id, status, time_create, id);
CREATE INDEX clusters_owner_created ON clusters (tenant_id, owner, time_create, id);
CREATE INDEX clusters_user_created ON clusters (tenant_id, user_id, time_create, id);
CREATE INDEX clusters_live_created ON clusters (tenant_id, time_create, id)
  WHERE status <> 'TERMINATED';
DROP INDEX logs_cluster;
DROP INDEX logs_user;
DROP INDEX logs_user_name;
DROP INDEX logs_query_type;
CREATE INDEX logs_by_user_name ON logs (tenant_id, user_name, id);
CREATE INDEX logs_by_query_type ON logs (tenant_id, query_type, id);
CREATE INDEX logs_cluster ON logs (tenant_id, cluster_id, time_create, id);
CREATE INDEX logs_user ON logs (tenant_id, user_id, time_create, id);
CREATE INDEX logs_user_name ON logs (tenant_id, user_name, time_create, id);
CREATE INDEX logs_query_type ON logs (tenant_id, query_type, time_create, id);
CREATE INDEX hosts_status ON hosts (status);
ALTER TABLE hosts DROP COLUMN figures;
`;

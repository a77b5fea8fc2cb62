/** The hosts of all clusters are listed by their tenant, as everything else is. */
export const hostsByTenant = `
CREATE INDEX hosts_created ON hosts (tenant_id, time_create, id);
CREATE INDEX hosts_updated ON hosts (tenant_id, time_update, id);
CREATE INDEX hosts_by_status ON hosts (tenant_id, status, id);
CREATE INDEX hosts_status_created ON hosts (tenant_id, status, time_create, id);
CREATE INDEX hosts_by_ip ON hosts (tenant_id, ip, id);
CREATE INDEX hosts_by_name ON hosts (tenant_id, host_name, id);
CREATE INDEX hosts_by_cluster_name ON hosts (tenant_id, cluster_name, id);
CREATE INDEX hosts_live_created ON hosts (tenant_id, time_create, id) WHERE status <> 'TERMINATED';
`;

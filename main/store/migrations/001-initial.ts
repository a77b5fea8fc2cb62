/** The first schema. Lists and objects that are only read whole stand as JSON text. */
export const initial = `
CREATE TABLE tenants (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, time_create TEXT NOT NULL) STRICT;
CREATE TABLE users (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, tenant_id TEXT NOT NULL REFERENCES tenants(id),
  password_hash TEXT, time_create TEXT NOT NULL, time_update TEXT NOT NULL
) STRICT;
CREATE TABLE tokens (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scope TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users(id), expires_at TEXT, last_used_at TEXT,
  time_create TEXT NOT NULL
) STRICT;
CREATE TABLE clusters (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, owner TEXT NOT NULL, end_point TEXT NOT NULL,
  instances INTEGER NOT NULL, pubkey_ids TEXT, provider_id TEXT NOT NULL, details TEXT NOT NULL,
  status TEXT NOT NULL, type TEXT NOT NULL, category TEXT NOT NULL, stack TEXT NOT NULL,
  host_key_policy TEXT NOT NULL, node_attribute TEXT NOT NULL, engine_opts TEXT NOT NULL,
  registries TEXT NOT NULL, cmi INTEGER NOT NULL DEFAULT 0,
  user_id TEXT NOT NULL, tenant_id TEXT NOT NULL, time_create TEXT NOT NULL, time_update TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX clusters_live_name ON clusters (user_id, name) WHERE status <> 'TERMINATED';
CREATE INDEX clusters_status ON clusters (status, id);
CREATE INDEX clusters_name ON clusters (name, id);
CREATE INDEX clusters_user ON clusters (user_id, id);
CREATE INDEX clusters_owner ON clusters (owner, id);
CREATE INDEX clusters_created ON clusters (time_create, id);
CREATE INDEX clusters_updated ON clusters (time_update, id);
CREATE INDEX clusters_provider ON clusters (provider_id) WHERE status <> 'TERMINATED';
CREATE TABLE hosts (
  id TEXT PRIMARY KEY, cluster_id TEXT NOT NULL REFERENCES clusters(id), cluster_name TEXT NOT NULL,
  host_name TEXT NOT NULL, wanted_name TEXT NOT NULL, status TEXT NOT NULL,
  ip TEXT NOT NULL, port INTEGER NOT NULL, ssh_user TEXT NOT NULL, login TEXT NOT NULL,
  private_ip TEXT NOT NULL, nic TEXT NOT NULL,
  is_master INTEGER NOT NULL, is_slave INTEGER NOT NULL, is_shared INTEGER NOT NULL,
  is_client INTEGER NOT NULL, is_monitor INTEGER NOT NULL, is_fulfilled INTEGER NOT NULL,
  tags TEXT, figures TEXT, node_id TEXT NOT NULL DEFAULT '', type TEXT NOT NULL,
  user_id TEXT NOT NULL, tenant_id TEXT NOT NULL, time_create TEXT NOT NULL, time_update TEXT NOT NULL
) STRICT;
CREATE INDEX hosts_cluster ON hosts (cluster_id, time_create, id);
CREATE INDEX hosts_cluster_status ON hosts (cluster_id, status);
CREATE UNIQUE INDEX hosts_live_address ON hosts (ip, port) WHERE status <> 'TERMINATED';
CREATE TABLE providers (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, ssh_user TEXT NOT NULL,
  openstack TEXT NOT NULL, ec2 TEXT NOT NULL, google TEXT NOT NULL,
  user_id TEXT NOT NULL, tenant_id TEXT NOT NULL, time_create TEXT NOT NULL, time_update TEXT NOT NULL
) STRICT;
CREATE INDEX providers_created ON providers (tenant_id, time_create, id);
CREATE INDEX providers_updated ON providers (tenant_id, time_update, id);
CREATE INDEX providers_name ON providers (tenant_id, name, id);
CREATE INDEX providers_type ON providers (tenant_id, type, id);
CREATE INDEX providers_user ON providers (user_id, time_create, id);
CREATE TABLE pubkeys (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, owner TEXT NOT NULL,
  algorithm TEXT NOT NULL, bits INTEGER NOT NULL, fingerprint TEXT NOT NULL,
  downloadable INTEGER NOT NULL, user_id TEXT NOT NULL, tenant_id TEXT NOT NULL, time_create TEXT NOT NULL, time_update TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX pubkeys_user_name ON pubkeys (user_id, name);
CREATE INDEX pubkeys_created ON pubkeys (tenant_id, time_create, id);
CREATE INDEX pubkeys_updated ON pubkeys (tenant_id, time_update, id);
CREATE INDEX pubkeys_name ON pubkeys (tenant_id, name, id);
CREATE INDEX pubkeys_user ON pubkeys (user_id, time_create, id);
CREATE INDEX pubkeys_downloadable ON pubkeys (user_id, id) WHERE downloadable = 1;
CREATE TABLE registries (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, registry TEXT NOT NULL, secure INTEGER NOT NULL,
  ca_text TEXT NOT NULL, username TEXT NOT NULL, is_system INTEGER NOT NULL,
  user_id TEXT NOT NULL, tenant_id TEXT NOT NULL, time_create TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX registries_user_name ON registries (user_id, name);
CREATE INDEX registries_created ON registries (tenant_id, time_create, id);
CREATE INDEX registries_name ON registries (tenant_id, name, id);
CREATE INDEX registries_address ON registries (tenant_id, registry, id);
CREATE INDEX registries_user ON registries (user_id, time_create, id);
CREATE TABLE smtp (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, sender TEXT NOT NULL,
  recipients TEXT NOT NULL, is_default INTEGER NOT NULL, time_create TEXT NOT NULL, time_update TEXT NOT NULL
) STRICT;
CREATE TABLE logs (
  id TEXT PRIMARY KEY, cluster_name TEXT NOT NULL, cluster_id TEXT NOT NULL,
  operate_type TEXT NOT NULL, query_type TEXT NOT NULL, user_name TEXT NOT NULL,
  user_id TEXT NOT NULL, tenant_id TEXT NOT NULL, status TEXT NOT NULL, comments TEXT NOT NULL,
  operation_id TEXT, time_create TEXT NOT NULL, time_update TEXT NOT NULL
) STRICT;
CREATE INDEX logs_created ON logs (tenant_id, time_create, id);
CREATE INDEX logs_updated ON logs (tenant_id, time_update, id);
CREATE INDEX logs_cluster_name ON logs (tenant_id, cluster_name, id);
CREATE INDEX logs_status ON logs (tenant_id, status, id);
CREATE INDEX logs_operate_type ON logs (tenant_id, operate_type, id);
CREATE INDEX logs_cluster ON logs (cluster_id, time_create, id);
CREATE INDEX logs_user ON logs (user_id, time_create, id);
CREATE INDEX logs_user_name ON logs (user_name, time_create, id);
CREATE INDEX logs_query_type ON logs (query_type, time_create, id);
CREATE INDEX logs_operation ON logs (operation_id) WHERE operation_id IS NOT NULL;
-- which keys and registries the unterminated clusters have; kept by the triggers alone
CREATE TABLE cluster_uses (
  kind TEXT NOT NULL, record_id TEXT NOT NULL, cluster_id TEXT NOT NULL,
  PRIMARY KEY (kind, record_id, cluster_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cluster_uses_cluster ON cluster_uses (cluster_id);
CREATE VIEW cluster_used_records AS
  SELECT 'pubkey' AS kind, key.value AS record_id, clusters.id AS cluster_id
    FROM clusters, json_each(coalesce(clusters.pubkey_ids, '[]')) AS key
    WHERE clusters.status <> 'TERMINATED'
  UNION ALL
  SELECT 'registry', json_extract(registry.value, '$._id'), clusters.id
    FROM clusters, json_each(clusters.registries) AS registry
    WHERE clusters.status <> 'TERMINATED';
CREATE TRIGGER clusters_inserted AFTER INSERT ON clusters BEGIN
  INSERT OR IGNORE INTO cluster_uses SELECT kind, record_id, cluster_id
    FROM cluster_used_records WHERE cluster_id = NEW.id AND record_id IS NOT NULL;
END;
CREATE TRIGGER clusters_changed AFTER UPDATE OF pubkey_ids, registries, status ON clusters BEGIN
  DELETE FROM cluster_uses WHERE cluster_id = NEW.id;
  INSERT OR IGNORE INTO cluster_uses SELECT kind, record_id, cluster_id
    FROM cluster_used_records WHERE cluster_id = NEW.id AND record_id IS NOT NULL;
END;
-- secrets: AES-256-GCM, associated data = owner and purpose
CREATE TABLE secrets (
  owner TEXT NOT NULL, purpose TEXT NOT NULL, nonce BLOB NOT NULL, box BLOB NOT NULL,
  PRIMARY KEY (owner, purpose)
) STRICT, WITHOUT ROWID;
-- pins of host keys: [address]:port and key type as OpenSSH names them
CREATE TABLE host_keys (
  address TEXT NOT NULL, port INTEGER NOT NULL, fingerprint TEXT NOT NULL, pinned_by TEXT NOT NULL,
  time_create TEXT NOT NULL, PRIMARY KEY (address, port)
) STRICT, WITHOUT ROWID;
CREATE TABLE operations (
  id TEXT PRIMARY KEY, cluster_id TEXT NOT NULL REFERENCES clusters(id), cluster_name TEXT NOT NULL,
  kind TEXT NOT NULL, state TEXT NOT NULL, input TEXT NOT NULL, error TEXT,
  user_id TEXT NOT NULL, time_create TEXT NOT NULL, time_update TEXT NOT NULL, time_end TEXT
) STRICT;
CREATE INDEX operations_cluster ON operations (cluster_id, id);
CREATE INDEX operations_state ON operations (state, id);
CREATE TABLE steps (
  operation_id TEXT NOT NULL REFERENCES operations(id), phase TEXT NOT NULL, phase_index INTEGER NOT NULL,
  host_id TEXT NOT NULL, host TEXT NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL,
  started_at TEXT, ended_at TEXT, errors TEXT NOT NULL, changes TEXT NOT NULL,
  PRIMARY KEY (operation_id, phase_index, host_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE operation_events (
  operation_id TEXT NOT NULL REFERENCES operations(id), seq INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (operation_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE leases (
  cluster_id TEXT PRIMARY KEY REFERENCES clusters(id), owner TEXT NOT NULL, operation_id TEXT NOT NULL,
  heartbeat TEXT NOT NULL
) STRICT;
-- answers to requests with an Idempotency-Key; their text is in the vault
CREATE TABLE idempotency (
  key TEXT NOT NULL, user_id TEXT NOT NULL, request_hash TEXT NOT NULL, done INTEGER NOT NULL,
  time_create TEXT NOT NULL, PRIMARY KEY (key, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_created ON idempotency (time_create);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

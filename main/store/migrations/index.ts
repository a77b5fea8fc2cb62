import { initial } from './001-initial.ts';
import { journalByName } from './002-journal-by-name.ts';
import { listsByTenant } from './003-lists-by-tenant.ts';
import { leasesOfOperations } from './004-leases-of-operations.ts';
import { hostsByTenant } from './005-hosts-by-tenant.ts';
import { ownership } from './006-ownership.ts';

/** All migrations in order; the index plus one is the schema's version (PRAGMA user_version). */
export const migrations: readonly string[] = [
  initial,
  journalByName,
  listsByTenant,
  leasesOfOperations,
  hostsByTenant,
  ownership,
];

import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { ChangeEvent } from '../../shared/contract/rpc.ts';
import { openVault } from '../secrets/vault.ts';
import { openDatabase } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import { openStores } from '../store/index.ts';
import { createLogService } from './logs.ts';
import { createSecretFields } from './secret-fields.ts';
import type { Actor } from './types.ts';
import { createUserService } from './users.ts';

/** What the tests of this folder share: an empty store in memory with its first user. */
export function openFixture() {
  const db = openDatabase(':memory:');
  const stores = openStores(db);
  const { settings } = stores;
  const vault = openVault(stores.secrets, Buffer.alloc(32, 7));
  const changes: ChangeEvent[] = [];
  stores.changes.on('change', (event) => void changes.push(event));
  const logs = createLogService(stores.logs, stores.changes);
  const users = createUserService(stores, logs);
  const secrets = createSecretFields(vault, settings);
  const parts = { stores, users, logs, secrets };
  const actor = users.localActor();

  /** A user of another tenant. */
  const stranger: Actor = { ...actor, userId: newId(), tenantId: newId(), userName: 'stranger' };

  /** An unterminated cluster that has keys, registries and a provider. @returns its id */
  function addCluster(uses: { pubkeys?: string[]; registries?: string[]; provider?: string }) {
    const id = newId();
    const registries = (uses.registries ?? []).map((registry) => ({ _id: registry }));
    db.prepare(
      `INSERT INTO clusters (id, name, owner, end_point, instances, pubkey_ids, provider_id, details,
         status, type, category, stack, host_key_policy, node_attribute, engine_opts, registries,
         user_id, tenant_id, time_create, time_update)
       VALUES (?, ?, 'sysadmin', '', 0, ?, ?, '', 'RUNNING', 'customized', 'compact', 'swarm',
         'accept-new', '', '[]', ?, ?, ?, '', '')`,
    ).run(
      id,
      id,
      JSON.stringify(uses.pubkeys ?? []),
      uses.provider ?? '',
      JSON.stringify(registries),
      actor.userId,
      actor.tenantId,
    );
    return id;
  }

  function terminate(clusterId: string): void {
    db.prepare("UPDATE clusters SET status = 'TERMINATED' WHERE id = ?").run(clusterId);
  }

  return { ...parts, db, vault, settings, changes, parts, actor, stranger, addCluster, terminate };
}

export type Fixture = ReturnType<typeof openFixture>;

/** The error code that a call refuses with; undefined where it does not. */
export function refusal(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** The fields that a call refuses. */
export function refusedFields(call: () => unknown): string[] {
  try {
    call();
    return [];
  } catch (error) {
    if (!(error instanceof ControlPlaneError)) throw error;
    return (error.problem.details ?? []).map(({ field }) => field);
  }
}

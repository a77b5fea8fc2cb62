import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { createClusterInput, type CreateClusterRaw } from '../../shared/contract/cluster.ts';
import type { NodeInputRaw } from '../../shared/contract/node.ts';
import { DEFAULT_RETRY_LIMITS } from '../provisioning/step-runner.ts';
import { openVault } from '../secrets/vault.ts';
import { openStore } from '../store/fixtures.testing.ts';
import { newId } from '../store/ids.ts';
import { assembleServices } from './assemble.ts';
import type { Actor } from './types.ts';

export const PEM = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
}).privateKey;

export const node = (ip: string, change: Partial<NodeInputRaw> = {}): NodeInputRaw => ({
  ip,
  privateKey: PEM,
  ...change,
});

/** A create request that is right: one master, one shared node. */
export function request(change: CreateClusterRaw | Partial<CreateClusterRaw> = {}) {
  return createClusterInput.parse({
    name: 'demo',
    masterNodes: [node('10.0.0.1')],
    sharedNodes: [node('10.0.0.2')],
    ...change,
  });
}

/** All services on a real store. The engine is at rest: what is started stays pending. */
export async function openServices() {
  const store = openStore();
  const { db, stores } = store;
  const services = assembleServices({
    stores,
    vault: openVault(store.secrets, randomBytes(32)),
    window: 20,
    retryLimits: DEFAULT_RETRY_LIMITS,
    log: pino({ level: 'silent' }),
  });
  await services.engine.stop();
  const actor = services.users.localActor();
  const stranger: Actor = { ...actor, userId: newId(), tenantId: newId(), userName: 'stranger' };

  /** Everything in the store, table by table. */
  function dump(): string {
    const names = db
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .all();
    return JSON.stringify(
      names.map(({ name }) => [name, db.prepare(`SELECT * FROM ${name}`).all()]),
    );
  }

  return { ...store, services, actor, stranger, dump };
}

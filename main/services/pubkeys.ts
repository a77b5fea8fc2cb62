import { toTimestamp } from '../../shared/contract/common.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { OperateType } from '../../shared/contract/log.ts';
import type {
  CreatePubkeyInput,
  Pubkey,
  PubkeyListQuery,
  UploadPubkeyInput,
} from '../../shared/contract/pubkey.ts';
import { newId } from '../store/ids.ts';
import { equals } from '../store/listing.ts';
import { createPubkeyStore, type PubkeyRow } from '../store/pubkeys.ts';
import { createKeyPair, publicHalf } from './key-pairs.ts';
import { orderBy } from './ordering.ts';
import { readPrivateKey } from './private-keys.ts';
import { parsePublicKey, PublicKeyError, type PublicKeyFacts } from './public-key.ts';
import { fieldFault, together, visible, type ResourceParts } from './resources.ts';
import type { Actor, List } from './types.ts';
import type { User } from './users.ts';

export interface PubkeyService {
  list(actor: Actor, query: PubkeyListQuery): List<Pubkey>;
  /** @throws ControlPlaneError E52003 */
  get(actor: Actor, id: string): Pubkey;
  /** @throws ControlPlaneError E52001, E52002, E10010 */
  upload(actor: Actor, input: UploadPubkeyInput): Pubkey;
  /** Makes a pair; its private half can be fetched once. @returns whose it is */
  create(actor: Actor, input: CreatePubkeyInput): Promise<string>;
  /** The private half of the user's newest pair; it is gone afterwards. @throws E52004 */
  download(actor: Actor, userId: string): string;
  /** @throws ControlPlaneError E52003, E52007 */
  remove(actor: Actor, id: string): void;
  /**
   * The private half of a stored key, for a node's keyId.
   * @throws ControlPlaneError E52003 for an unknown key, E52004 for one whose half we do not hold
   */
  privateKeyOf(actor: Actor, id: string): { privateKey: string; passphrase?: string };
}

const PRIVATE = 'private-key';
const PASSPHRASE = 'passphrase';

const sortColumns = {
  _id: 'id',
  name: 'name',
  time_create: 'time_create',
  time_update: 'time_update',
};

function parse(text: string): PublicKeyFacts {
  try {
    return parsePublicKey(text);
  } catch (error) {
    if (error instanceof PublicKeyError) throw fieldFault('E52002', 'pubkeyValue', error.message);
    throw error;
  }
}

/** The private half that came with an upload: it must open and belong to the public one. */
function privateHalf(input: UploadPubkeyInput, facts: PublicKeyFacts) {
  if (!input.privateKey) return {};
  const reading = readPrivateKey(input.privateKey, input.passphrase);
  if ('fault' in reading) throw fieldFault('E12002', 'privateKey', reading.fault);
  const publicKey = publicHalf(reading.key, input.passphrase);
  if (publicKey === undefined || !facts.text.startsWith(publicKey)) {
    throw fieldFault('E12002', 'privateKey', 'is not the private half of pubkeyValue');
  }
  return { privateKey: reading.key, passphrase: input.passphrase };
}

/** Public keys, and the private halves that we hold. */
export function createPubkeyService(parts: ResourceParts): PubkeyService {
  const { db, users, logs, secrets, uses, changed } = parts;
  const store = createPubkeyStore(db);

  const toPubkey = (row: PubkeyRow): Pubkey => ({
    _id: row.id,
    pubkeyValue: row.value,
    name: row.name,
    owner: row.owner,
    user_id: row.user_id,
    isuse: uses.isUsed('pubkey', row.id),
    tenant_id: row.tenant_id,
    time_create: row.time_create,
    time_update: row.time_update,
    algorithm: row.algorithm,
    bits: row.bits,
    fingerprint: row.fingerprint,
  });

  const find = (actor: Actor, id: string) =>
    visible(store.find(id), actor, 'E52003', `There is no key ${id}.`);

  function checkFree(owner: User, name: string): void {
    if (store.byName(owner._id, name)) {
      throw fieldFault('E52001', 'name', `${owner.name} has a key "${name}" already`);
    }
  }

  function insert(
    actor: Actor,
    owner: User,
    name: string,
    facts: PublicKeyFacts,
    operateType: OperateType,
    half: { privateKey?: string | undefined; passphrase?: string | undefined; once: boolean },
  ): PubkeyRow {
    const now = toTimestamp();
    const row: PubkeyRow = {
      id: newId(),
      name,
      value: facts.text,
      owner: owner.name,
      algorithm: facts.algorithm,
      bits: facts.bits,
      fingerprint: facts.fingerprint,
      downloadable: half.once ? 1 : 0,
      user_id: owner._id,
      tenant_id: owner.tenantId,
      time_create: now,
      time_update: now,
    };
    db.transaction(() => {
      const earlier = half.once ? store.downloadable(owner._id) : undefined;
      if (earlier) store.update(earlier.id, { downloadable: 0 });
      store.insert(row);
      secrets.write(row.id, PRIVATE, half.privateKey);
      secrets.write(row.id, PASSPHRASE, half.passphrase);
      logs.record(actor, operateType, name);
    })();
    changed({ resource: 'pubkey', id: row.id });
    return row;
  }

  return {
    list(actor, query) {
      const conditions = equals({
        tenant_id: actor.tenantId,
        name: query.name,
        user_id: query.user_id,
      });
      const order = orderBy(query.sort, sortColumns, 'time_create');
      const { rows, total } = store.list(conditions, { ...query, order });
      return { items: rows.map(toPubkey), total };
    },
    get: (actor, id) => toPubkey(find(actor, id)),
    upload(actor, input) {
      const { owner, facts } = together({
        owner: () => users.ownerOf(actor, input.user_id, 'E10010'),
        facts: () => parse(input.pubkeyValue),
      });
      const half = privateHalf(input, facts);
      checkFree(owner, input.name);
      return toPubkey(
        insert(actor, owner, input.name, facts, 'save_pubkey', { ...half, once: false }),
      );
    },
    async create(actor, input) {
      const owner = users.ownerOf(actor, input.user_id, 'E10010');
      checkFree(owner, input.name);
      const comment = `${owner.name}@clusterdesk`;
      const { publicKey, privateKey } = await createKeyPair(input.algorithm, comment);
      // While the pair was made, another request may have taken the name.
      checkFree(owner, input.name);
      const half = { privateKey, once: true };
      insert(actor, owner, input.name, parse(publicKey), 'create_pubkey', half);
      return owner._id;
    },
    download(actor, userId) {
      const row = userId === actor.userId ? store.downloadable(userId) : undefined;
      const privateKey = row && secrets.read(row.id, PRIVATE);
      if (!row || privateKey === undefined) {
        throw new ControlPlaneError('E52004', 'There is no private key to download.');
      }
      db.transaction(() => {
        secrets.removeAll(row.id);
        store.update(row.id, { downloadable: 0 });
      })();
      return privateKey;
    },
    remove(actor, id) {
      const row = find(actor, id);
      if (uses.isUsed('pubkey', id)) {
        throw new ControlPlaneError('E52007', `A cluster has the key "${row.name}".`);
      }
      db.transaction(() => {
        store.remove(id);
        secrets.removeAll(id);
        logs.record(actor, 'delete_pubkey', row.name);
      })();
      changed({ resource: 'pubkey', id });
    },
    privateKeyOf(actor, id) {
      const row = find(actor, id);
      const privateKey = secrets.read(id, PRIVATE);
      if (privateKey === undefined) {
        throw new ControlPlaneError('E52004', `The private half of "${row.name}" is not here.`, {
          fix: 'Upload the key together with its privateKey, or give the key with the node.',
        });
      }
      const passphrase = secrets.read(id, PASSPHRASE);
      return { privateKey, ...(passphrase !== undefined && { passphrase }) };
    },
  };
}

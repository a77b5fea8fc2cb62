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
import type { PubkeyRecord } from '../store/pubkeys.ts';
import { createKeyPair, publicHalf } from './key-pairs.ts';
import { sortKeys } from './ordering.ts';
import { readPrivateKey } from './private-keys.ts';
import { parsePublicKey, PublicKeyError, type PublicKeyFacts } from './public-key.ts';
import {
  collectFaults,
  fieldFault,
  recordWriter,
  visible,
  type ResourceParts,
} from './resources.ts';
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

const sortFields = {
  _id: 'id',
  name: 'name',
  time_create: 'timeCreate',
  time_update: 'timeUpdate',
} as const;

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
  const { stores, users, logs, secrets } = parts;
  const { pubkeys, references } = stores;
  const writer = recordWriter(parts, 'pubkey', pubkeys);

  const toPubkey = (record: PubkeyRecord): Pubkey => ({
    _id: record.id,
    pubkeyValue: record.value,
    name: record.name,
    owner: record.owner,
    user_id: record.userId,
    isuse: references.isReferenced('pubkey', record.id),
    tenant_id: record.tenantId,
    time_create: record.timeCreate,
    time_update: record.timeUpdate,
    algorithm: record.algorithm,
    bits: record.bits,
    fingerprint: record.fingerprint,
  });

  const find = (actor: Actor, id: string) =>
    visible(pubkeys.find(id), actor, 'E52003', `There is no key ${id}.`);

  function checkFree(owner: User, name: string): void {
    if (pubkeys.byName(owner._id, name)) {
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
  ): PubkeyRecord {
    const now = toTimestamp();
    const record: PubkeyRecord = {
      id: newId(),
      name,
      value: facts.text,
      owner: owner.name,
      algorithm: facts.algorithm,
      bits: facts.bits,
      fingerprint: facts.fingerprint,
      downloadable: half.once,
      userId: owner._id,
      tenantId: owner.tenantId,
      timeCreate: now,
      timeUpdate: now,
    };
    const earlier = half.once ? pubkeys.downloadable(owner._id) : undefined;
    const values = { [PRIVATE]: half.privateKey, [PASSPHRASE]: half.passphrase };
    writer.create(actor, operateType, record, values, () => {
      if (earlier) pubkeys.update(earlier.id, { downloadable: false });
    });
    return record;
  }

  return {
    list(actor, query) {
      const { name, user_id: userId, skip, limit } = query;
      const where = { tenantId: actor.tenantId, name, userId };
      const order = sortKeys(query.sort, sortFields, 'time_create');
      return pubkeys.list({ where, order, skip, limit }).map(toPubkey);
    },
    get: (actor, id) => toPubkey(find(actor, id)),
    upload(actor, input) {
      const { owner, facts } = collectFaults({
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
      const record = userId === actor.userId ? pubkeys.downloadable(userId) : undefined;
      const privateKey = record && secrets.read(record.id, PRIVATE);
      if (!record || privateKey === undefined) {
        throw new ControlPlaneError('E52004', 'There is no private key to download.');
      }
      stores.transaction(() => {
        secrets.removeAll(record.id);
        pubkeys.update(record.id, { downloadable: false });
        logs.record(actor, 'download_pubkey', record.name);
      });
      return privateKey;
    },
    remove(actor, id) {
      const record = find(actor, id);
      if (references.isReferenced('pubkey', id)) {
        throw new ControlPlaneError('E52007', `A cluster has the key "${record.name}".`);
      }
      writer.remove(actor, 'delete_pubkey', record);
    },
    privateKeyOf(actor, id) {
      const record = find(actor, id);
      const privateKey = secrets.read(id, PRIVATE);
      if (privateKey === undefined) {
        throw new ControlPlaneError(
          'E52004',
          `The private half of "${record.name}" is not here: upload the key together with its privateKey, or give the key with the node.`,
        );
      }
      const passphrase = secrets.read(id, PASSPHRASE);
      return { privateKey, ...(passphrase !== undefined && { passphrase }) };
    },
  };
}

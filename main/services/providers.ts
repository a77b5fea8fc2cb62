import { toTimestamp } from '../../shared/contract/common.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import {
  ec2Keys,
  googleKeys,
  openstackKeys,
  providerSecretKeys,
  type Provider,
  type ProviderInput,
  type ProviderListItem,
  type ProviderListQuery,
} from '../../shared/contract/provider.ts';
import { readings } from '../secrets/legacy-encoding.ts';
import { newId } from '../store/ids.ts';
import { equals } from '../store/listing.ts';
import { createProviderStore, type ProviderRow } from '../store/providers.ts';
import { orderBy } from './ordering.ts';
import { fieldFault, visible, type ResourceParts } from './resources.ts';
import type { Actor, List } from './types.ts';

export interface ProviderService {
  list(actor: Actor, query: ProviderListQuery): List<ProviderListItem>;
  /** @throws ControlPlaneError E51000 */
  get(actor: Actor, id: string): Provider;
  /** @throws ControlPlaneError E10010 */
  create(actor: Actor, input: ProviderInput): Provider;
  /**
   * Replaces all but the secrets that the input leaves out or masks.
   * @throws ControlPlaneError E51000, E51006, E12002
   */
  update(actor: Actor, id: string, input: ProviderInput): void;
  /** @throws ControlPlaneError E51000, E51006 */
  remove(actor: Actor, id: string): void;
  /** @throws ControlPlaneError E51004, E51005 */
  validate(actor: Actor, name: string): void;
  /** A secret in clear, for the cloud's client. @throws E51000 */
  secretOf(actor: Actor, id: string, key: string): string | undefined;
}

type Block = Readonly<Record<string, string | undefined>>;

const GOOGLE_CREDENTIALS = 'google-application-credentials';
const MISSPELT_CREDENTIALS = 'google-applocation-credentials';

const sortColumns = {
  _id: 'id',
  name: 'name',
  type: 'type',
  time_create: 'time_create',
  time_update: 'time_update',
};

/** The values of a request's block as JSON, every key present and without secrets. */
function toStored(keys: readonly string[], input: Block | null | undefined): string {
  const open = keys.filter((key) => !providerSecretKeys.includes(key));
  return JSON.stringify(Object.fromEntries(open.map((key) => [key, input?.[key] ?? ''])));
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** Callers of the 2017 system encode the service account's file; others send it as it is. */
function decodeCredentials(text: string | undefined): string | undefined {
  return text && (readings(text).find(isJson) ?? text);
}

/** The secrets of a request, by key; those it does not name are undefined. */
function secretsOf(input: ProviderInput): Block {
  const google = input.googleInfo;
  const credentials = google?.[GOOGLE_CREDENTIALS] ?? google?.[MISSPELT_CREDENTIALS];
  return {
    'openstack-password': input.openstackInfo?.['openstack-password'],
    'amazonec2-secret-key': input.awsEc2Info?.['amazonec2-secret-key'],
    [GOOGLE_CREDENTIALS]: decodeCredentials(credentials),
  };
}

/** Cloud accounts. */
export function createProviderService(parts: ResourceParts): ProviderService {
  const { db, users, logs, secrets, uses, changed } = parts;
  const store = createProviderStore(db);

  function block<K extends string>(row: ProviderRow, keys: readonly K[], json: string) {
    const stored = JSON.parse(json) as Block;
    const entries = keys.map((key) => [
      key,
      providerSecretKeys.includes(key) ? secrets.show(row.id, key) : (stored[key] ?? ''),
    ]);
    return Object.fromEntries(entries) as Record<K, string>;
  }

  function toProvider(row: ProviderRow): Provider {
    const { 'google-tags': tags, ...google } = block(row, googleKeys, row.google);
    return {
      _id: row.id,
      name: row.name,
      type: row.type as Provider['type'],
      sshUser: row.ssh_user,
      openstackInfo: block(row, openstackKeys, row.openstack),
      awsEc2Info: block(row, ec2Keys, row.ec2),
      googleInfo: tags === '' ? google : { ...google, 'google-tags': tags },
      user_id: row.user_id,
      tenant_id: row.tenant_id,
      time_create: row.time_create,
      time_update: row.time_update,
    };
  }

  const find = (actor: Actor, id: string) =>
    visible(store.find(id), actor, 'E51000', `There is no provider ${id}.`);

  const fieldsOf = (input: ProviderInput) => ({
    name: input.name,
    type: input.type,
    ssh_user: input.sshUser,
    openstack: toStored(openstackKeys, input.openstackInfo),
    ec2: toStored(ec2Keys, input.awsEc2Info),
    google: toStored(googleKeys, input.googleInfo),
    time_update: toTimestamp(),
  });

  function writeSecrets(id: string, input: ProviderInput): void {
    for (const [key, value] of Object.entries(secretsOf(input))) secrets.write(id, key, value);
  }

  function refuseInUse(row: ProviderRow): void {
    if (uses.isProviderUsed(row.id)) {
      throw new ControlPlaneError('E51006', `A cluster uses the provider "${row.name}".`);
    }
  }

  return {
    list(actor, query) {
      const { type, user_id } = query;
      const conditions = equals({ tenant_id: actor.tenantId, type, user_id });
      const order = orderBy(query.sort, sortColumns, 'time_create');
      const { rows, total } = store.list(conditions, { ...query, order });
      const items = rows.map((row) =>
        Object.assign(toProvider(row), { isuse: uses.isProviderUsed(row.id) }),
      );
      return { items, total };
    },
    get: (actor, id) => toProvider(find(actor, id)),
    create(actor, input) {
      const owner = users.ownerOf(actor, input.user_id, 'E10010');
      const fields = fieldsOf(input);
      const row: ProviderRow = {
        id: newId(),
        ...fields,
        user_id: owner._id,
        tenant_id: owner.tenantId,
        time_create: fields.time_update,
      };
      db.transaction(() => {
        store.insert(row);
        writeSecrets(row.id, input);
        logs.record(actor, 'create_provider', row.name);
      })();
      changed({ resource: 'provider', id: row.id });
      return toProvider(row);
    },
    update(actor, id, input) {
      const row = find(actor, id);
      if (input._id && input._id !== id) {
        throw fieldFault('E12002', '_id', 'differs from the id in the path');
      }
      refuseInUse(row);
      const owner = users.ownerOf(actor, input.user_id || row.user_id, 'E10010');
      db.transaction(() => {
        store.update(id, { ...fieldsOf(input), user_id: owner._id });
        writeSecrets(id, input);
      })();
      changed({ resource: 'provider', id });
    },
    remove(actor, id) {
      const row = find(actor, id);
      refuseInUse(row);
      db.transaction(() => {
        store.remove(id);
        secrets.removeAll(id);
        logs.record(actor, 'delete_provider', row.name);
      })();
      changed({ resource: 'provider', id });
    },
    validate(actor, name) {
      if (name === '') throw fieldFault('E51004', 'provider_name', 'must not be empty');
      if (store.isNameTaken(actor.tenantId, name)) {
        throw new ControlPlaneError('E51005', 'provider name already exists');
      }
    },
    secretOf: (actor, id, key) => secrets.read(find(actor, id).id, key),
  };
}

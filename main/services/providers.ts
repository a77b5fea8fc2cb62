import { toTimestamp } from '../../shared/contract/common.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { recordName } from '../../shared/contract/names.ts';
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
import { decodeLegacy, readings } from '../secrets/legacy-encoding.ts';
import { newId } from '../store/ids.ts';
import type { ProviderRecord } from '../store/providers.ts';
import { sortKeys } from './ordering.ts';
import { checkText, fieldFault, recordWriter, visible, type ResourceParts } from './resources.ts';
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

const sortFields = {
  _id: 'id',
  name: 'name',
  type: 'type',
  time_create: 'timeCreate',
  time_update: 'timeUpdate',
} as const;

/** The values of a request's block, every key present and without secrets. */
function toStored(
  keys: readonly string[],
  input: Block | null | undefined,
): Record<string, string> {
  const open = keys.filter((key) => !providerSecretKeys.includes(key));
  return Object.fromEntries(open.map((key) => [key, input?.[key] ?? '']));
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
  return text && (readings(text).find(isJson) ?? decodeLegacy(text) ?? text);
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
  const { stores, users, secrets } = parts;
  const { providers, references } = stores;
  const writer = recordWriter(parts, 'provider', providers);

  function block<K extends string>(record: ProviderRecord, keys: readonly K[], stored: Block) {
    const entries = keys.map((key) => [
      key,
      providerSecretKeys.includes(key) ? secrets.show(record.id, key) : (stored[key] ?? ''),
    ]);
    return Object.fromEntries(entries) as Record<K, string>;
  }

  function toProvider(record: ProviderRecord): Provider {
    const { 'google-tags': tags, ...google } = block(record, googleKeys, record.google);
    return {
      _id: record.id,
      name: record.name,
      type: record.type,
      sshUser: record.sshUser,
      openstackInfo: block(record, openstackKeys, record.openstack),
      awsEc2Info: block(record, ec2Keys, record.ec2),
      googleInfo: tags === '' ? google : { ...google, 'google-tags': tags },
      user_id: record.userId,
      tenant_id: record.tenantId,
      time_create: record.timeCreate,
      time_update: record.timeUpdate,
    };
  }

  const find = (actor: Actor, id: string) =>
    visible(providers.find(id), actor, 'E51000', `There is no provider ${id}.`);

  const fieldsOf = (input: ProviderInput) => ({
    name: input.name,
    type: input.type,
    sshUser: input.sshUser,
    openstack: toStored(openstackKeys, input.openstackInfo),
    ec2: toStored(ec2Keys, input.awsEc2Info),
    google: toStored(googleKeys, input.googleInfo),
    timeUpdate: toTimestamp(),
  });

  function mustBeUnused(record: ProviderRecord): void {
    if (references.isReferenced('provider', record.id)) {
      throw new ControlPlaneError('E51006', `A cluster uses the provider "${record.name}".`);
    }
  }

  return {
    list(actor, query) {
      const { type, user_id: userId, skip, limit } = query;
      const where = { tenantId: actor.tenantId, type, userId };
      const order = sortKeys(query.sort, sortFields, 'time_create');
      return providers.list({ where, order, skip, limit }).map((record) =>
        Object.assign(toProvider(record), {
          isuse: references.isReferenced('provider', record.id),
        }),
      );
    },
    get: (actor, id) => toProvider(find(actor, id)),
    create(actor, input) {
      const owner = users.ownerOf(actor, input.user_id, 'E10010');
      const fields = fieldsOf(input);
      const record: ProviderRecord = {
        id: newId(),
        ...fields,
        userId: owner._id,
        tenantId: owner.tenantId,
        timeCreate: fields.timeUpdate,
      };
      writer.create(actor, 'create_provider', record, secretsOf(input));
      return toProvider(record);
    },
    update(actor, id, input) {
      const record = find(actor, id);
      if (input._id && input._id !== id) {
        throw fieldFault('E12002', '_id', 'differs from the id in the path');
      }
      mustBeUnused(record);
      const owner = users.ownerOf(actor, input.user_id || record.userId, 'E10010');
      const change = { ...fieldsOf(input), userId: owner._id };
      writer.update(actor, 'update_provider', record, change, secretsOf(input));
    },
    remove(actor, id) {
      const record = find(actor, id);
      mustBeUnused(record);
      writer.remove(actor, 'delete_provider', record);
    },
    validate(actor, name) {
      const wanted = checkText(recordName(), name, 'E51004', 'provider_name');
      if (providers.isNameTaken(actor.tenantId, wanted)) {
        throw new ControlPlaneError('E51005', 'provider name already exists');
      }
    },
    secretOf: (actor, id, key) => secrets.read(find(actor, id).id, key),
  };
}

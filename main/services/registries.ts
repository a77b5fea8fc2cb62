import { toTimestamp } from '../../shared/contract/common.ts';
import { ControlPlaneError, type FieldError } from '../../shared/contract/errors.ts';
import { hostAndPort } from '../../shared/contract/address.ts';
import { recordName } from '../../shared/contract/names.ts';
import type {
  CreateRegistryInput,
  Registry,
  RegistryListQuery,
  RegistryValidateQuery,
  UpdateRegistryInput,
} from '../../shared/contract/registry.ts';
import { registryPurpose } from '../secrets/vault.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import { newId } from '../store/ids.ts';
import type { RegistryRecord } from '../store/registries.ts';
import { caFault } from './ca-text.ts';
import { throwIfAny } from './cluster-rules.ts';
import { sortKeys } from './ordering.ts';
import {
  checkText,
  collectFaults,
  fieldFault,
  recordWriter,
  visible,
  type ResourceParts,
} from './resources.ts';
import type { Actor, List } from './types.ts';
import type { User } from './users.ts';

export interface RegistryService {
  list(actor: Actor, query: RegistryListQuery): List<Registry>;
  /** @throws ControlPlaneError E57004 */
  get(actor: Actor, id: string): Registry;
  /** @throws ControlPlaneError E57001, E57003, E57009, E12002 */
  create(actor: Actor, input: CreateRegistryInput): Registry;
  /**
   * Replaces all but a password that the input leaves out or masks, also in the clusters that use
   * it; answers when their hosts have it.
   * @throws ControlPlaneError E57001, E57004, E57008, E57009, E12002, E50016, and those of hosts
   */
  update(actor: Actor, id: string, input: UpdateRegistryInput): Promise<void>;
  /** @throws ControlPlaneError E57004, E57008 */
  remove(actor: Actor, id: string): void;
  /** @throws ControlPlaneError E57000, E57001 (type name: taken), E57008 (type used: in use) */
  validate(actor: Actor, query: RegistryValidateQuery): void;
  /** The password, for the hosts; undefined where none is set. @throws E57004 */
  passwordOf(actor: Actor, id: string): string | undefined;
}

/** The clusters that registries are in. */
export interface RegistryUsers {
  /**
   * The unterminated clusters that have a registry.
   * @throws ControlPlaneError E50016 where one of them is worked on
   */
  withRegistry(registryId: string): ClusterRecord[];
  /** A registry of these clusters has changed: answers when their running hosts have it. */
  updateRegistry(actor: Actor, clusters: readonly ClusterRecord[], id: string): Promise<void>;
}

const PASSWORD = 'password';

const sortFields = {
  _id: 'id',
  name: 'name',
  registry: 'registry',
  TimeCreate: 'timeCreate',
  time_create: 'timeCreate',
} as const;

function checkAddress(text: string): void {
  checkText(hostAndPort, text, 'E57009', 'registry');
}

function checkCa(text: string): void {
  const fault = text.trim() === '' ? undefined : caFault(text);
  if (fault !== undefined) throw fieldFault('E12002', 'ca_text', fault);
}

/** A stored registry in the form of the API. @param password as it is to be shown */
export function registryOf(record: RegistryRecord, password: string, isUse: boolean): Registry {
  return {
    _id: record.id,
    name: record.name,
    registry: record.registry,
    secure: record.secure,
    ca_text: record.caText,
    username: record.username,
    password,
    user_id: record.userId,
    tenant_id: record.tenantId,
    isUse,
    isSystemRegistry: record.isSystem,
    TimeCreate: record.timeCreate,
  };
}

/**
 * What of a registry cannot change while a cluster uses it: its hosts have the address in more
 * places than the new one would take it from.
 */
function fixedFaults(record: RegistryRecord, input: UpdateRegistryInput): FieldError[] {
  const given = {
    registry: input.registry !== record.registry,
    secure: input.secure !== record.secure,
    isSystemRegistry: input.isSystemRegistry !== record.isSystem,
    ca_text: record.caText !== '' && input.ca_text === '',
    username: record.username !== '' && input.username === '',
  };
  return Object.entries(given).flatMap(([field, changes]) =>
    changes
      ? [{ field, message: 'cannot change while a cluster uses the registry', code: 'E57008' }]
      : [],
  );
}

/** Docker registries. */
export function createRegistryService(
  parts: ResourceParts,
  clusters: RegistryUsers,
): RegistryService {
  const { stores, users, secrets } = parts;
  const { registries, references } = stores;
  const writer = recordWriter(parts, 'registry', registries);

  const toRegistry = (record: RegistryRecord): Registry =>
    registryOf(
      record,
      secrets.show(record.id, PASSWORD),
      references.isReferenced('registry', record.id),
    );

  const find = (actor: Actor, id: string) =>
    visible(registries.find(id), actor, 'E57004', `There is no registry ${id}.`);

  function checkFree(owner: Pick<User, '_id' | 'name'>, name: string, own?: string): void {
    const other = registries.byName(owner._id, name);
    if (!other || other.id === own) return;
    throw fieldFault('E57001', 'name', `${owner.name} has a registry "${name}" already`);
  }

  return {
    list(actor, query) {
      const { user_id: userId, skip, limit } = query;
      const where = { tenantId: actor.tenantId, userId };
      const order = sortKeys(query.sort, sortFields, 'TimeCreate');
      return registries.list({ where, order, skip, limit }).map(toRegistry);
    },
    get: (actor, id) => toRegistry(find(actor, id)),
    create(actor, input) {
      const { owner } = collectFaults({
        owner: () => users.ownerOf(actor, input.user_id, 'E57003'),
        address: () => checkAddress(input.registry),
        ca: () => checkCa(input.ca_text),
      });
      checkFree(owner, input.name);
      const record: RegistryRecord = {
        id: newId(),
        name: input.name,
        registry: input.registry,
        secure: input.secure,
        caText: input.ca_text,
        username: input.username,
        isSystem: input.isSystemRegistry,
        userId: owner._id,
        tenantId: owner.tenantId,
        timeCreate: toTimestamp(),
      };
      writer.create(actor, 'create_registry', record, { [PASSWORD]: input.password });
      return toRegistry(record);
    },
    async update(actor, id, input) {
      const record = find(actor, id);
      collectFaults({
        name: () => checkFree(users.ownerOf(actor, record.userId, 'E57003'), input.name, id),
        address: () => checkAddress(input.registry),
        ca: () => checkCa(input.ca_text),
      });
      const using = clusters.withRegistry(id);
      if (using.length > 0) throwIfAny(fixedFaults(record, input));
      const change = {
        name: input.name,
        registry: input.registry,
        secure: input.secure,
        caText: input.ca_text,
        username: input.username,
        isSystem: input.isSystemRegistry,
      };
      const values = { [PASSWORD]: input.password };
      writer.update(actor, 'update_registry', record, change, values, () => {
        const snapshot = registryOf({ ...record, ...change }, '', false);
        const password = secrets.read(id, PASSWORD) ?? '';
        for (const cluster of using) {
          const others = cluster.registries.map((other) => (other._id === id ? snapshot : other));
          stores.clusters.update(cluster.id, { registries: others });
          secrets.write(cluster.id, registryPurpose(id), password);
        }
      });
      await clusters.updateRegistry(actor, using, id);
    },
    remove(actor, id) {
      const record = find(actor, id);
      if (references.isReferenced('registry', id)) {
        throw new ControlPlaneError('E57008', `A cluster uses the registry "${record.name}".`);
      }
      writer.remove(actor, 'delete_registry', record);
    },
    validate(actor, { type, name: given, user_id }) {
      const name = checkText(recordName(), given, 'E57000', 'name');
      const record = registries.byName(user_id || actor.userId, name);
      if (record?.tenantId !== actor.tenantId) return;
      if (type === 'name') throw new ControlPlaneError('E57001', 'Registry name exists.');
      if (references.isReferenced('registry', record.id)) {
        throw new ControlPlaneError('E57008', 'Registry used.');
      }
    },
    passwordOf: (actor, id) => secrets.read(find(actor, id).id, PASSWORD),
  };
}

import { toTimestamp } from '../../shared/contract/common.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type {
  CreateRegistryInput,
  Registry,
  RegistryListQuery,
  RegistryValidateQuery,
} from '../../shared/contract/registry.ts';
import { newId } from '../store/ids.ts';
import { equals } from '../store/listing.ts';
import { createRegistryStore, type RegistryRow } from '../store/registries.ts';
import { caFault } from './ca-text.ts';
import { orderBy } from './ordering.ts';
import { fieldFault, together, visible, type ResourceParts } from './resources.ts';
import type { Actor, List } from './types.ts';

export interface RegistryService {
  list(actor: Actor, query: RegistryListQuery): List<Registry>;
  /** @throws ControlPlaneError E57004 */
  get(actor: Actor, id: string): Registry;
  /** @throws ControlPlaneError E57001, E57003, E57009, E12002 */
  create(actor: Actor, input: CreateRegistryInput): Registry;
  /** @throws ControlPlaneError E57004, E57008 */
  remove(actor: Actor, id: string): void;
  /** @throws ControlPlaneError E57001 (type name: taken), E57008 (type used: in use) */
  validate(actor: Actor, query: RegistryValidateQuery): void;
  /** The password, for the hosts; undefined where none is set. @throws E57004 */
  passwordOf(actor: Actor, id: string): string | undefined;
}

const PASSWORD = 'password';
const ADDRESS = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:\d{1,5})?$/;

const sortColumns = {
  _id: 'id',
  name: 'name',
  registry: 'registry',
  TimeCreate: 'time_create',
  time_create: 'time_create',
};

function isAddress(text: string): boolean {
  const port = /:(\d+)$/.exec(text.replace(/^\[.*\]/, ''))?.[1];
  return ADDRESS.test(text) && (port === undefined || (Number(port) > 0 && Number(port) < 65536));
}

function checkAddress(text: string): void {
  if (isAddress(text)) return;
  throw fieldFault('E57009', 'registry', 'must be host or host:port, without a scheme');
}

function checkCa(text: string): void {
  const fault = text.trim() === '' ? undefined : caFault(text);
  if (fault !== undefined) throw fieldFault('E12002', 'ca_text', fault);
}

/** A stored registry in the form of the API. @param password as it is to be shown */
export function registryOf(row: RegistryRow, password: string, isUse: boolean): Registry {
  return {
    _id: row.id,
    name: row.name,
    registry: row.registry,
    secure: row.secure === 1,
    ca_text: row.ca_text,
    username: row.username,
    password,
    user_id: row.user_id,
    tenant_id: row.tenant_id,
    isUse,
    isSystemRegistry: row.is_system === 1,
    TimeCreate: row.time_create,
  };
}

/** Docker registries. */
export function createRegistryService(parts: ResourceParts): RegistryService {
  const { db, users, logs, secrets, uses, changed } = parts;
  const store = createRegistryStore(db);

  const toRegistry = (row: RegistryRow): Registry =>
    registryOf(row, secrets.show(row.id, PASSWORD), uses.isUsed('registry', row.id));

  const find = (actor: Actor, id: string) =>
    visible(store.find(id), actor, 'E57004', `There is no registry ${id}.`);

  return {
    list(actor, query) {
      const conditions = equals({ tenant_id: actor.tenantId, user_id: query.user_id });
      const order = orderBy(query.sort, sortColumns, 'TimeCreate');
      const { rows, total } = store.list(conditions, { ...query, order });
      return { items: rows.map(toRegistry), total };
    },
    get: (actor, id) => toRegistry(find(actor, id)),
    create(actor, input) {
      const { owner } = together({
        owner: () => users.ownerOf(actor, input.user_id, 'E57003'),
        address: () => checkAddress(input.registry),
        ca: () => checkCa(input.ca_text),
      });
      if (store.byName(owner._id, input.name)) {
        throw fieldFault('E57001', 'name', `${owner.name} has a registry "${input.name}" already`);
      }
      const row: RegistryRow = {
        id: newId(),
        name: input.name,
        registry: input.registry,
        secure: input.secure ? 1 : 0,
        ca_text: input.ca_text,
        username: input.username,
        is_system: input.isSystemRegistry ? 1 : 0,
        user_id: owner._id,
        tenant_id: owner.tenantId,
        time_create: toTimestamp(),
      };
      db.transaction(() => {
        store.insert(row);
        secrets.write(row.id, PASSWORD, input.password);
        logs.record(actor, 'create_registry', row.name);
      })();
      changed({ resource: 'registry', id: row.id });
      return toRegistry(row);
    },
    remove(actor, id) {
      const row = find(actor, id);
      if (uses.isUsed('registry', id)) {
        throw new ControlPlaneError('E57008', `A cluster uses the registry "${row.name}".`);
      }
      db.transaction(() => {
        store.remove(id);
        secrets.removeAll(id);
        logs.record(actor, 'delete_registry', row.name);
      })();
      changed({ resource: 'registry', id });
    },
    validate(actor, { type, name, user_id }) {
      const row = store.byName(user_id || actor.userId, name);
      if (row?.tenant_id !== actor.tenantId) return;
      if (type === 'name') throw new ControlPlaneError('E57001', 'Registry name exists.');
      if (type === 'used' && uses.isUsed('registry', row.id)) {
        throw new ControlPlaneError('E57008', 'Registry used.');
      }
    },
    passwordOf: (actor, id) => secrets.read(find(actor, id).id, PASSWORD),
  };
}

import { toTimestamp } from '../../shared/contract/common.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type {
  CreateSmtpInput,
  Smtp,
  SmtpListQuery,
  UpdateSmtpInput,
} from '../../shared/contract/smtp.ts';
import { newId } from '../store/ids.ts';
import { equals } from '../store/listing.ts';
import { createSmtpStore, type SmtpRow } from '../store/smtp.ts';
import { sendMail } from './mail.ts';
import { orderBy } from './ordering.ts';
import { fieldFault, type ResourceParts } from './resources.ts';
import type { Actor, List } from './types.ts';

export interface SmtpService {
  list(query: SmtpListQuery): List<Smtp>;
  /** @throws ControlPlaneError E53002 */
  get(id: string): Smtp;
  create(actor: Actor, input: CreateSmtpInput): Smtp;
  /** Changes what is given and not empty. @throws ControlPlaneError E53002, E53003, E53004 */
  update(id: string, input: UpdateSmtpInput): void;
  /** @throws ControlPlaneError E53002 */
  remove(actor: Actor, id: string): void;
  /** Sends a mail that says that it arrived. @throws ControlPlaneError E53002, E53007, E12002 */
  test(id: string, to: string | undefined): Promise<string[]>;
  /** Sends by the default record, or the first; nothing where there is none. @throws E53007 */
  notify(subject: string, text: string, to?: readonly string[]): Promise<boolean>;
}

const PASSWORD = 'passwd';

const sortColumns = {
  _id: 'id',
  name: 'name',
  address: 'address',
  time_create: 'time_create',
  time_update: 'time_update',
};

const recipientsOf = (row: SmtpRow) => JSON.parse(row.recipients) as string[];

/** The sender: what was set, or the login, which often is an address. */
function senderOf(row: SmtpRow): string {
  if (row.sender !== '') return row.sender;
  return row.name.includes('@') ? row.name : `${row.name}@${row.address.replace(/:\d+$/, '')}`;
}

/** Mail servers. All users share them, as in the 2017 system. */
export function createSmtpService(parts: ResourceParts): SmtpService {
  const { db, logs, secrets, changed } = parts;
  const store = createSmtpStore(db);

  function toSmtp(row: SmtpRow): Smtp {
    const to = recipientsOf(row);
    return {
      _id: row.id,
      name: row.name,
      address: row.address,
      passwd: secrets.show(row.id, PASSWORD),
      ...(row.sender !== '' && { from: row.sender }),
      ...(to.length > 0 && { to }),
      ...(row.is_default === 1 && { default: true }),
    };
  }

  function find(id: string): SmtpRow {
    const row = store.find(id);
    if (row) return row;
    throw new ControlPlaneError('E53002', `There is no mail server ${id}.`);
  }

  function send(row: SmtpRow, to: readonly string[], subject: string, text: string) {
    const password = secrets.read(row.id, PASSWORD);
    const server = { address: row.address, user: row.name, password };
    return sendMail(server, { from: senderOf(row), to, subject, text });
  }

  return {
    list(query) {
      const order = orderBy(query.sort, sortColumns, 'time_create');
      const conditions = equals({ name: query.name, address: query.address });
      const { rows, total } = store.list(conditions, { ...query, order });
      return { items: rows.map(toSmtp), total };
    },
    get: (id) => toSmtp(find(id)),
    create(actor, input) {
      const now = toTimestamp();
      const row: SmtpRow = {
        id: newId(),
        name: input.name,
        address: input.address,
        sender: input.from ?? '',
        recipients: JSON.stringify(input.to ?? []),
        is_default: input.default ? 1 : 0,
        time_create: now,
        time_update: now,
      };
      db.transaction(() => {
        store.insert(row);
        if (input.default) store.keepDefault(row.id);
        secrets.write(row.id, PASSWORD, input.passwd);
        logs.record(actor, 'create_smtp', row.name);
      })();
      changed({ resource: 'smtp', id: row.id });
      return toSmtp(row);
    },
    update(id, input) {
      find(id);
      for (const field of ['name', 'address'] as const) {
        if (input[field] === '' || !store.other(field, input[field], id)) continue;
        const code = field === 'name' ? 'E53003' : 'E53004';
        throw fieldFault(code, field, 'another mail server has it');
      }
      db.transaction(() => {
        store.update(id, {
          ...(input.name !== '' && { name: input.name }),
          ...(input.address !== '' && { address: input.address }),
          ...(input.from && { sender: input.from }),
          ...(input.to && { recipients: JSON.stringify(input.to) }),
          ...(input.default !== undefined && { is_default: input.default ? 1 : 0 }),
          time_update: toTimestamp(),
        });
        if (input.default) store.keepDefault(id);
        secrets.write(id, PASSWORD, input.passwd || undefined);
      })();
      changed({ resource: 'smtp', id });
    },
    remove(actor, id) {
      const row = find(id);
      db.transaction(() => {
        store.remove(id);
        secrets.removeAll(id);
        logs.record(actor, 'delete_smtp', row.name);
      })();
      changed({ resource: 'smtp', id });
    },
    async test(id, to) {
      const row = find(id);
      const known = recipientsOf(row);
      const recipients = to === undefined ? known : [to];
      if (recipients.length === 0) {
        throw fieldFault('E12002', 'to', 'must be given, since the record has no recipients');
      }
      await send(
        row,
        recipients,
        'Clusterdesk: test mail',
        'This mail server works: Clusterdesk can send its messages through it.\n',
      );
      return recipients;
    },
    async notify(subject, text, to) {
      const row = store.preferred();
      const recipients = row && [...(to ?? recipientsOf(row))];
      if (!row || !recipients || recipients.length === 0) return false;
      await send(row, recipients, subject, text);
      return true;
    },
  };
}

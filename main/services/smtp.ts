import { toTimestamp } from '../../shared/contract/common.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type {
  CreateSmtpInput,
  Smtp,
  SmtpListQuery,
  UpdateSmtpInput,
} from '../../shared/contract/smtp.ts';
import { newId } from '../store/ids.ts';
import type { SmtpRecord } from '../store/smtp.ts';
import { sendMail } from './mail.ts';
import { sortKeys } from './ordering.ts';
import { collectFaults, fieldFault, recordWriter, type ResourceParts } from './resources.ts';
import type { Actor, List } from './types.ts';

export interface SmtpService {
  list(query: SmtpListQuery): List<Smtp>;
  /** @throws ControlPlaneError E53002 */
  get(id: string): Smtp;
  create(actor: Actor, input: CreateSmtpInput): Smtp;
  /** Changes what is given and not empty. @throws ControlPlaneError E53002, E53003, E53004 */
  update(actor: Actor, id: string, input: UpdateSmtpInput): void;
  /** @throws ControlPlaneError E53002 */
  remove(actor: Actor, id: string): void;
  /** Sends a mail that says that it arrived. @throws ControlPlaneError E53002, E53007, E12002 */
  test(id: string, to: string | undefined): Promise<string[]>;
  /** Sends by the default record, or the first; nothing where there is none. @throws E53007 */
  notify(subject: string, text: string, to?: readonly string[]): Promise<boolean>;
}

const PASSWORD = 'passwd';

const sortFields = {
  _id: 'id',
  name: 'name',
  address: 'address',
  time_create: 'timeCreate',
  time_update: 'timeUpdate',
} as const;

/** The sender: what was set, or the login, which often is an address. */
function senderOf(record: SmtpRecord): string {
  if (record.sender !== '') return record.sender;
  return record.name.includes('@')
    ? record.name
    : `${record.name}@${record.address.replace(/:\d+$/, '')}`;
}

/** Mail servers. All users share them, as in the 2017 system. */
export function createSmtpService(parts: ResourceParts): SmtpService {
  const { secrets } = parts;
  const { smtp } = parts.stores;
  const writer = recordWriter(parts, 'smtp', smtp);

  function toSmtp(record: SmtpRecord): Smtp {
    return {
      _id: record.id,
      name: record.name,
      address: record.address,
      passwd: secrets.show(record.id, PASSWORD),
      ...(record.sender !== '' && { from: record.sender }),
      ...(record.recipients.length > 0 && { to: record.recipients }),
      ...(record.isDefault && { default: true }),
    };
  }

  function find(id: string): SmtpRecord {
    const record = smtp.find(id);
    if (record) return record;
    throw new ControlPlaneError('E53002', `There is no mail server ${id}.`);
  }

  function send(record: SmtpRecord, to: readonly string[], subject: string, text: string) {
    const password = secrets.read(record.id, PASSWORD);
    const server = { address: record.address, user: record.name, password };
    return sendMail(server, { from: senderOf(record), to, subject, text });
  }

  return {
    list(query) {
      const { name, address, skip, limit } = query;
      const order = sortKeys(query.sort, sortFields, 'time_create');
      return smtp.list({ where: { name, address }, order, skip, limit }).map(toSmtp);
    },
    get: (id) => toSmtp(find(id)),
    create(actor, input) {
      const now = toTimestamp();
      const record: SmtpRecord = {
        id: newId(),
        name: input.name,
        address: input.address,
        sender: input.from ?? '',
        recipients: input.to ?? [],
        isDefault: input.default ?? false,
        timeCreate: now,
        timeUpdate: now,
      };
      writer.create(actor, 'create_smtp', record, { [PASSWORD]: input.passwd }, () => {
        if (input.default) smtp.keepDefault(record.id);
      });
      return toSmtp(record);
    },
    update(actor, id, input) {
      const record = find(id);
      const checkFree = (field: 'name' | 'address', code: 'E53003' | 'E53004') => () => {
        if (input[field] === '' || !smtp.hasOther(field, input[field], id)) return;
        throw fieldFault(code, field, 'another mail server has it');
      };
      collectFaults({
        name: checkFree('name', 'E53003'),
        address: checkFree('address', 'E53004'),
      });
      const change = {
        ...(input.name !== '' && { name: input.name }),
        ...(input.address !== '' && { address: input.address }),
        ...(input.from && { sender: input.from }),
        ...(input.to && { recipients: input.to }),
        ...(input.default !== undefined && { isDefault: input.default }),
        timeUpdate: toTimestamp(),
      };
      const values = { [PASSWORD]: input.passwd || undefined };
      writer.update(actor, 'update_smtp', record, change, values, () => {
        if (input.default) smtp.keepDefault(id);
      });
    },
    remove(actor, id) {
      const record = find(id);
      writer.remove(actor, 'delete_smtp', record);
    },
    async test(id, to) {
      const record = find(id);
      const recipients = to === undefined ? record.recipients : [to];
      if (recipients.length === 0) {
        throw fieldFault('E12002', 'to', 'must be given, since the record has no recipients');
      }
      await send(
        record,
        recipients,
        'Clusterdesk: test mail',
        'This mail server works: Clusterdesk can send its messages through it.\n',
      );
      return recipients;
    },
    async notify(subject, text, to) {
      const record = smtp.preferred();
      const recipients = record && [...(to ?? record.recipients)];
      if (!record || !recipients || recipients.length === 0) return false;
      await send(record, recipients, subject, text);
      return true;
    },
  };
}

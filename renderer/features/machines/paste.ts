import type { HostRole } from '../../../shared/contract/host.ts';
import { emptyNode, type NodeRow } from './machines.ts';

export interface PastedMachine {
  ip: string;
  sshUser: string;
  port: string;
}

export interface PastedList {
  machines: PastedMachine[];
  /** lines that are no machine, counted from 1 */
  bad: { line: number; text: string }[];
}

const entry =
  /^(?:(?<user>[A-Za-z0-9_][A-Za-z0-9_.\\-]*)@)?(?:\[(?<v6>[0-9A-Fa-f:.]+)\]|(?<host>[A-Za-z0-9._-]+))(?::(?<port>\d{1,5}))?$/;
const bareV6 =
  /^(?:(?<user>[A-Za-z0-9_][A-Za-z0-9_.\\-]*)@)?(?<v6>[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/;

/** Reads `user@host:port`, one a line; user and port may be missing, IPv6 with a port in brackets. */
export function parseList(text: string): PastedList {
  const list: PastedList = { machines: [], bad: [] };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const groups = (entry.exec(line) ?? bareV6.exec(line))?.groups;
    const ip = groups?.v6 ?? groups?.host;
    if (ip) list.machines.push({ ip, sshUser: groups?.user ?? '', port: groups?.port ?? '22' });
    else list.bad.push({ line: index + 1, text: line });
  }
  return list;
}

/** Fills the rows that have no address yet, in order, then adds rows of the given role. */
export function fillRows(
  rows: readonly NodeRow[],
  machines: readonly PastedMachine[],
  role: HostRole,
): NodeRow[] {
  const waiting = [...machines];
  const filled = rows.map((row) => {
    const machine = row.ip.trim() === '' ? waiting.shift() : undefined;
    return machine ? { ...row, ...machine } : row;
  });
  return [...filled, ...waiting.map((machine) => ({ ...emptyNode(role), ...machine }))];
}

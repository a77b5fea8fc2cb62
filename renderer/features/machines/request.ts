import type { HostRole } from '../../../shared/contract/host.ts';
import type { NodeInputRaw } from '../../../shared/contract/node.ts';
import { isLoginField, loginRequest } from '../../forms/login.ts';
import { omitUndefined } from '../../lib/objects.ts';
import type { MachinesInput, MachinesOutput } from './machines.ts';

const arrays = { master: 'masterNodes', shared: 'sharedNodes', pure: 'pureslaveNodes' } as const;
type ArrayName = (typeof arrays)[HostRole];

function portOf(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}

function nodeOf(values: MachinesOutput, row: MachinesOutput['nodes'][number]): NodeInputRaw {
  const { ip, port, hostname, privateNicName, hostKey, viaJump, jump } = row;
  const login = values.sameLogin ? values.login : row.login;
  const sshUser = row.sshUser ?? (values.sameLogin ? values.login.sshUser : undefined);
  return omitUndefined({
    ip,
    port: portOf(port),
    sshUser,
    ...loginRequest(login),
    hostname,
    privateNicName,
    hostKey,
    jump: viaJump
      ? omitUndefined({
          ip: jump.ip.trim(),
          port: portOf(jump.port),
          sshUser: jump.sshUser || undefined,
          hostKey: jump.hostKey || undefined,
          ...loginRequest(jump.login),
        })
      : undefined,
  });
}

/** The machines as a request lists them, by role. */
export function nodeLists(values: MachinesOutput): Record<ArrayName, NodeInputRaw[]> {
  const of = (role: HostRole) =>
    values.nodes.filter((row) => row.role === role).map((row) => nodeOf(values, row));
  return { masterNodes: of('master'), sharedNodes: of('shared'), pureslaveNodes: of('pure') };
}

function isArrayName(text: string | undefined): text is ArrayName {
  return text === 'masterNodes' || text === 'sharedNodes' || text === 'pureslaveNodes';
}

/** The form's row that became `masterNodes.1`, say; -1 when there is none. */
function rowOf(values: MachinesInput, array: ArrayName, index: number): number {
  const rows = values.nodes.flatMap((row, at) => (arrays[row.role] === array ? [at] : []));
  return rows[index] ?? -1;
}

/**
 * Where a form shows an error that the control plane reports for a machine of the request.
 * @returns the form's path, or null for what is about no machine
 */
export function machinePath(values: MachinesInput, field: string): string | null {
  const [first, second = '', ...rest] = field.split('.');
  if (!isArrayName(first)) return null;
  // what is said of a whole list is about how many machines there are of a kind
  if (second === '') return first === 'sharedNodes' ? 'counts.shared' : 'counts.masters';
  const row = rowOf(values, first, Number(second));
  if (row < 0) return null;
  const [name = 'ip', inner] = rest;
  if (name === 'jump') {
    const target = inner ?? 'ip';
    return `nodes.${row}.jump.${isLoginField(target) ? `login.${target}` : target}`;
  }
  if (!isLoginField(name)) return `nodes.${row}.${name}`;
  return values.sameLogin ? `login.${name}` : `nodes.${row}.login.${name}`;
}

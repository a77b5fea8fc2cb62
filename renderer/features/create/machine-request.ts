import type { NodeInputRaw } from '../../../shared/contract/node.ts';
import type { Credentials, MachinesInput, MachinesOutput, Role } from './machines.ts';

const arrays = { master: 'masterNodes', shared: 'sharedNodes', worker: 'pureslaveNodes' } as const;
type ArrayName = (typeof arrays)[Role];

/** Leaves out what is undefined: an absent key and an undefined one differ in a request. */
function given<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** Only what the chosen method needs leaves the page. */
function loginOf({ method, privateKey, passphrase, password, sudoPassword }: Credentials) {
  const byMethod = {
    key: { privateKey, passphrase },
    password: { password },
    agent: { useAgent: true },
  };
  return given({ ...byMethod[method], sudoPassword });
}

function portOf(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}

function nodeOf(values: MachinesOutput, row: MachinesOutput['nodes'][number]): NodeInputRaw {
  const { ip, port, hostname, privateNicName, hostKey, viaJump, jump } = row;
  const login = values.sameLogin ? values.login : row.login;
  const sshUser = row.sshUser ?? (values.sameLogin ? values.login.sshUser : undefined);
  return given({
    ip,
    port: portOf(port),
    sshUser,
    ...loginOf(login),
    hostname,
    privateNicName,
    hostKey,
    jump: viaJump
      ? given({
          ip: jump.ip.trim(),
          port: portOf(jump.port),
          sshUser: jump.sshUser || undefined,
          hostKey: jump.hostKey || undefined,
          ...loginOf(jump.login),
        })
      : undefined,
  });
}

/** The machines as a request lists them, by role. */
export function nodeLists(values: MachinesOutput): Record<ArrayName, NodeInputRaw[]> {
  const of = (role: Role) =>
    values.nodes.filter((row) => row.role === role).map((row) => nodeOf(values, row));
  return { masterNodes: of('master'), sharedNodes: of('shared'), pureslaveNodes: of('worker') };
}

const loginFields: ReadonlySet<string> = new Set([
  'privateKey',
  'passphrase',
  'password',
  'sudoPassword',
]);

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
    return `nodes.${row}.jump.${loginFields.has(target) ? `login.${target}` : target}`;
  }
  if (!loginFields.has(name)) return `nodes.${row}.${name}`;
  return values.sameLogin ? `login.${name}` : `nodes.${row}.login.${name}`;
}

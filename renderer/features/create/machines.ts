import { z } from 'zod';
import { jumpInput, nodeInput } from '../../../shared/contract/node.ts';
import type { FieldMessage } from '../../i18n/field-text.ts';

export const roles = ['master', 'shared', 'worker'] as const;
export type Role = (typeof roles)[number];
export const loginMethods = ['key', 'password', 'agent'] as const;

/** A text field that may be left empty: the shared schema then sees that nothing was given. */
function optional<T extends z.ZodType<unknown, string | undefined>>(schema: T) {
  return z
    .string()
    .transform((value) => (value === '' ? undefined : value))
    .pipe(schema);
}

const node = nodeInput.shape;

/** A number to the API, digits here; empty means the usual one. */
const portText = z
  .string()
  .trim()
  .refine(
    (value) => value === '' || node.port.safeParse(value).success,
    'must be a port number' satisfies FieldMessage,
  );

const credentials = z.object({
  method: z.enum(loginMethods),
  privateKey: optional(node.privateKey),
  passphrase: optional(node.passphrase),
  password: optional(node.password),
  sudoPassword: optional(node.sudoPassword),
});
export type Credentials = z.output<typeof credentials>;

const jump = z.object({
  ip: z.string(),
  port: z.string(),
  sshUser: z.string(),
  hostKey: z.string(),
  login: credentials,
});

const row = z.object({
  role: z.enum(roles),
  ip: node.ip,
  port: portText,
  sshUser: optional(node.sshUser.unwrap().optional()),
  login: credentials,
  hostname: optional(node.hostname),
  privateNicName: optional(node.privateNicName),
  hostKey: optional(node.hostKey),
  viaJump: z.boolean(),
  jump,
});

/** What a form asks about machines and how they are reached. */
export const machineFields = {
  takeOver: z.boolean(),
  sameLogin: z.boolean(),
  login: credentials.extend({ sshUser: optional(node.sshUser) }),
  nodes: z.array(row),
};
const machines = z.object(machineFields);
/** The part of a form that its sections about machines work on. */
export type MachinesInput = z.input<typeof machines>;
export type MachinesOutput = z.output<typeof machines>;
export type NodeRow = MachinesInput['nodes'][number];

type Path = (string | number)[];
/** Hears what is wrong and where. */
export type Report = (message: FieldMessage, ...path: Path) => void;

function checkCredentials(given: Credentials, path: Path, report: Report): void {
  const { method, privateKey, password } = given;
  if (method === 'key' && !privateKey?.trim()) report('key missing', ...path, 'privateKey');
  if (method === 'password' && !password) report('password missing', ...path, 'password');
}

/** The jump host's texts, by the shared schema, where there is a jump host. */
const jumpTexts = z.object({
  ip: jumpInput.shape.ip,
  port: portText,
  sshUser: optional(jumpInput.shape.sshUser),
  hostKey: optional(jumpInput.shape.hostKey),
});

/** The rules that hold of machines in every form; `context` gets what breaks them. */
export function checkMachines(values: MachinesOutput, context: z.RefinementCtx): void {
  const report = reportTo(context);
  if (values.sameLogin) checkCredentials(values.login, ['login'], report);
  const seen = new Set<string>();
  for (const [index, each] of values.nodes.entries()) {
    const address = each.ip.toLowerCase();
    if (address && seen.has(address)) report('address twice', 'nodes', index, 'ip');
    seen.add(address);
    if (!values.sameLogin) checkCredentials(each.login, ['nodes', index, 'login'], report);
    if (!each.viaJump) continue;
    checkCredentials(each.jump.login, ['nodes', index, 'jump', 'login'], report);
    const { error } = jumpTexts.safeParse(each.jump);
    for (const { message, path } of error?.issues ?? []) {
      context.addIssue({ code: 'custom', message, path: ['nodes', index, 'jump', ...path] });
    }
  }
}

export function reportTo(context: z.RefinementCtx): Report {
  return (message, ...path) => context.addIssue({ code: 'custom', message, path });
}

const noLogin = {
  method: 'key',
  privateKey: '',
  passphrase: '',
  password: '',
  sudoPassword: '',
} as const;

/** An empty row of the machines' table. */
export function emptyNode(role: Role): NodeRow {
  return {
    role,
    ip: '',
    port: '22',
    sshUser: '',
    login: { ...noLogin },
    hostname: '',
    privateNicName: '',
    hostKey: '',
    viaJump: false,
    jump: { ip: '', port: '22', sshUser: '', hostKey: '', login: { ...noLogin } },
  };
}

/** Machines of the given roles, none of them described yet. */
export function emptyMachines(given: readonly Role[]): MachinesInput {
  return {
    takeOver: false,
    sameLogin: true,
    login: { ...noLogin, sshUser: 'root' },
    nodes: given.map((role) => emptyNode(role)),
  };
}

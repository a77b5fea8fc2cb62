import { z } from 'zod';
import {
  createCategories,
  createClusterInput,
  hostKeyPolicies,
  registryInput,
  stackNames,
} from '../../../shared/contract/cluster.ts';
import { jumpInput, nodeInput } from '../../../shared/contract/node.ts';
import type { FieldMessage } from '../../i18n/field-text.ts';

export const roles = ['master', 'shared', 'worker'] as const;
export type Role = (typeof roles)[number];
export const loginMethods = ['key', 'password', 'agent'] as const;
export const trusts = ['public', 'ca', 'insecure'] as const;

/** A text field that may be left empty: the shared schema then sees that nothing was given. */
function optional<T extends z.ZodType<unknown, string | undefined>>(schema: T) {
  return z
    .string()
    .transform((value) => (value === '' ? undefined : value))
    .pipe(schema);
}

const node = nodeInput.shape;
const registry = registryInput.shape;

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

const registryRow = z.object({
  registry: registry.registry.unwrap(),
  name: registry.name.unwrap(),
  trust: z.enum(trusts),
  caText: registry.ca_text.unwrap(),
  username: registry.username.unwrap(),
  password: registry.password.unwrap(),
});

const fields = z.object({
  name: createClusterInput.shape.name.regex(
    /^[A-Za-z0-9-]{1,32}$/,
    'name rule' satisfies FieldMessage,
  ),
  createCategory: z.enum(createCategories),
  stack: z.enum(stackNames),
  hostKeyPolicy: z.enum(hostKeyPolicies),
  sameLogin: z.boolean(),
  login: credentials.extend({ sshUser: optional(node.sshUser) }),
  nodes: z.array(row),
  registries: z.array(registryRow),
});
type Fields = z.output<typeof fields>;

type Path = (string | number)[];
type Report = (message: FieldMessage, ...path: Path) => void;

function checkCredentials(given: Credentials, path: Path, report: Report): void {
  const { method, privateKey, password } = given;
  if (method === 'key' && !privateKey?.trim()) report('key missing', ...path, 'privateKey');
  if (method === 'password' && !password) report('password missing', ...path, 'password');
}

/** Rules of how many machines of which kind; they belong to no single field. */
function checkCounts({ createCategory, nodes }: Fields, report: Report): void {
  const count = (role: Role) => nodes.filter((each) => each.role === role).length;
  const masters = count('master');
  const compact = createCategory === 'compact';
  if (compact && masters !== 1) report('compact rule', 'counts', 'masters');
  if (!compact && masters !== 3 && masters !== 5) report('ha rule', 'counts', 'masters');
  if (nodes.length < (compact ? 2 : 5)) {
    report(compact ? 'compact size' : 'ha size', 'counts', 'size');
  }
  if (count('shared') === 0) report('shared rule', 'counts', 'shared');
}

function checkNodes(values: Fields, report: Report): void {
  const seen = new Set<string>();
  for (const [index, each] of values.nodes.entries()) {
    const address = each.ip.toLowerCase();
    if (address && seen.has(address)) report('address twice', 'nodes', index, 'ip');
    seen.add(address);
    if (!values.sameLogin) checkCredentials(each.login, ['nodes', index, 'login'], report);
    if (values.hostKeyPolicy === 'pin' && !each.hostKey) {
      report('pin missing', 'nodes', index, 'hostKey');
    }
    if (each.viaJump) checkCredentials(each.jump.login, ['nodes', index, 'jump', 'login'], report);
  }
}

function checkRegistries({ registries }: Fields, report: Report): void {
  for (const [index, each] of registries.entries()) {
    if (each.registry === '') report('registry missing', 'registries', index, 'registry');
    if (each.trust === 'ca' && each.caText.trim() === '') {
      report('ca missing', 'registries', index, 'caText');
    }
  }
}

/** The jump host's texts, by the shared schema, where there is a jump host. */
const jumpTexts = z.object({
  ip: jumpInput.shape.ip,
  port: portText,
  sshUser: optional(jumpInput.shape.sshUser),
  hostKey: optional(jumpInput.shape.hostKey),
});

/**
 * The form, made of the shared schemas' own fields. Its output keeps empty texts out; `toRequest`
 * turns it into a request. Messages are keys of the `field` translations or the schemas' own words.
 */
export const formSchema = fields.superRefine((values, context) => {
  const report: Report = (message, ...path) => context.addIssue({ code: 'custom', message, path });
  if (values.sameLogin) checkCredentials(values.login, ['login'], report);
  checkCounts(values, report);
  checkNodes(values, report);
  checkRegistries(values, report);
  for (const [index, each] of values.nodes.entries()) {
    if (!each.viaJump) continue;
    const { error } = jumpTexts.safeParse(each.jump);
    for (const issue of error?.issues ?? []) {
      context.addIssue({
        code: 'custom',
        message: issue.message,
        path: ['nodes', index, 'jump', ...issue.path],
      });
    }
  }
});

export type FormInput = z.input<typeof formSchema>;
export type FormOutput = z.output<typeof formSchema>;
export type NodeRow = FormInput['nodes'][number];

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

export function emptyRegistry(): FormInput['registries'][number] {
  return { registry: '', name: '', trust: 'public', caText: '', username: '', password: '' };
}

/** The rows a form of this category begins with. */
export function startingNodes(category: FormInput['createCategory']): NodeRow[] {
  const masters = category === 'ha' ? 3 : 1;
  return [
    ...Array.from({ length: masters }, () => emptyNode('master')),
    emptyNode('shared'),
    emptyNode('worker'),
  ];
}

export function emptyForm(): FormInput {
  return {
    name: '',
    createCategory: 'compact',
    stack: 'swarm',
    hostKeyPolicy: 'accept-new',
    sameLogin: true,
    login: { ...noLogin, sshUser: 'root' },
    nodes: startingNodes('compact'),
    registries: [],
  };
}

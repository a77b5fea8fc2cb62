import { z } from 'zod';
import { hostRoles, type HostRole } from '../../../shared/contract/host.ts';
import { jumpInput, nodeInput } from '../../../shared/contract/node.ts';
import { checkCredentials, credentials, emptyCredentials } from '../../forms/login.ts';
import { issuesOf, optionalText, portText } from '../../forms/schema.ts';

const node = nodeInput.shape;

const jump = z.object({
  ip: z.string(),
  port: z.string(),
  sshUser: z.string(),
  hostKey: z.string(),
  login: credentials,
});

const row = z.object({
  role: z.enum(hostRoles),
  ip: node.ip,
  port: portText,
  sshUser: optionalText(node.sshUser.unwrap().optional()),
  login: credentials,
  hostname: optionalText(node.hostname),
  privateNicName: optionalText(node.privateNicName),
  hostKey: optionalText(node.hostKey),
  viaJump: z.boolean(),
  jump,
});

/** What a form asks about machines and how they are reached. */
export const machineFields = {
  takeOver: z.boolean(),
  sameLogin: z.boolean(),
  login: credentials.extend({ sshUser: optionalText(node.sshUser) }),
  nodes: z.array(row),
};
const machines = z.object(machineFields);
/** The part of a form that its sections about machines work on. */
export type MachinesInput = z.input<typeof machines>;
export type MachinesOutput = z.output<typeof machines>;
export type NodeRow = MachinesInput['nodes'][number];

/** The jump host's texts, by the shared schema, where there is a jump host. */
const jumpTexts = z.object({
  ip: jumpInput.shape.ip,
  port: portText,
  sshUser: optionalText(jumpInput.shape.sshUser),
  hostKey: optionalText(jumpInput.shape.hostKey),
});

/** The rules that hold of machines in every form; `context` gets what breaks them. */
export function checkMachines(values: MachinesOutput, context: z.RefinementCtx): void {
  const addIssue = issuesOf(context);
  if (values.sameLogin) checkCredentials(values.login, ['login'], addIssue);
  const seen = new Set<string>();
  for (const [index, each] of values.nodes.entries()) {
    const address = each.ip.toLowerCase();
    if (address && seen.has(address)) addIssue('address twice', 'nodes', index, 'ip');
    seen.add(address);
    if (!values.sameLogin) checkCredentials(each.login, ['nodes', index, 'login'], addIssue);
    if (!each.viaJump) continue;
    checkCredentials(each.jump.login, ['nodes', index, 'jump', 'login'], addIssue);
    const { error } = jumpTexts.safeParse(each.jump);
    for (const { message, path } of error?.issues ?? []) {
      context.addIssue({ code: 'custom', message, path: ['nodes', index, 'jump', ...path] });
    }
  }
}

/** An empty row of the machines' table. */
export function emptyNode(role: HostRole): NodeRow {
  return {
    role,
    ip: '',
    port: '22',
    sshUser: '',
    login: emptyCredentials(),
    hostname: '',
    privateNicName: '',
    hostKey: '',
    viaJump: false,
    jump: { ip: '', port: '22', sshUser: '', hostKey: '', login: emptyCredentials() },
  };
}

/** Machines of the given roles, none of them described yet. */
export function emptyMachines(roles: readonly HostRole[]): MachinesInput {
  return {
    takeOver: false,
    sameLogin: true,
    login: { ...emptyCredentials(), sshUser: 'root' },
    nodes: roles.map((role) => emptyNode(role)),
  };
}

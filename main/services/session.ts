import type { Access } from '../../shared/contract/call.ts';
import type { shells } from '../../shared/contract/calls/system.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Actor, Scope } from './types.ts';

/** Who calls and the way the call comes in. It is made once, where the caller was recognised. */
export interface Session {
  readonly actor: Actor;
  readonly shell: (typeof shells)[number];
  /** why nobody was recognised, for calls that may do without */
  readonly refusal?: ControlPlaneError;
}

/** Whoever calls what needs no token. */
export const ANONYMOUS: Actor = { userId: '', tenantId: '', userName: '', scope: 'read' };

const RANK: Record<Scope, number> = { read: 0, operate: 1, admin: 2 };

/**
 * Whether the caller may make a call that needs this access.
 * @throws ControlPlaneError E12004, or the reason for which nobody was recognised
 */
export function checkAccess({ actor, refusal }: Session, needed: Access): void {
  if (needed === 'none' || needed === 'optional') return;
  if (refusal) throw refusal;
  if (RANK[actor.scope] >= RANK[needed]) return;
  throw new ControlPlaneError(
    'E12004',
    `This call needs a token of scope ${needed}, this one has ${actor.scope}.`,
  );
}

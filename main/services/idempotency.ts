import { createHmac, randomBytes } from 'node:crypto';
import { toTimestamp } from '../../shared/contract/common.ts';
import {
  ControlPlaneError,
  problem,
  type ErrorCode,
  type Problem,
} from '../../shared/contract/errors.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Stores } from '../store/index.ts';
import type { Actor } from './types.ts';

/** The first answer to a key: what was answered, or why it was refused. */
export type FirstAnswer =
  | { readonly data: unknown; readonly headers: Record<string, string> }
  | { readonly refused: Problem };

export interface IdempotencyService {
  /**
   * The first answer, where this request was made before with this key; otherwise notes that it is
   * under way, to be followed by finish or abandon.
   * @throws ControlPlaneError E12009 for another request with the key, or one still under way
   */
  begin(actor: Actor, key: string, request: string): FirstAnswer | undefined;
  finish(actor: Actor, key: string, answer: FirstAnswer): void;
  abandon(actor: Actor, key: string): void;
}

const LIFE_MS = 24 * 3_600_000;
const SWEEP_MS = 3_600_000;
const OWNER = 'idempotency';

/**
 * Remembers the answers of requests with an Idempotency-Key for a day. Answers stand in the vault
 * and requests as HMACs, since both may hold secrets.
 */
export function createIdempotencyService(
  { idempotency: store, transaction }: Pick<Stores, 'idempotency' | 'transaction'>,
  vault: Vault,
): IdempotencyService {
  let lastSweep = 0;

  function hashKey(): string {
    const stored = vault.get(OWNER, 'hash-key');
    if (stored !== undefined) return stored;
    const fresh = randomBytes(32).toString('base64');
    vault.put(OWNER, 'hash-key', fresh);
    return fresh;
  }

  const answerOwner = (userId: string) => `${OWNER}:${userId}`;

  function drop(key: string, userId: string): void {
    store.remove(key, userId);
    vault.remove(answerOwner(userId), key);
  }

  function sweep(): void {
    if (Date.now() - lastSweep < SWEEP_MS) return;
    lastSweep = Date.now();
    const old = store.stale(toTimestamp(new Date(lastSweep - LIFE_MS)));
    for (const record of old) drop(record.key, record.userId);
  }

  // A request that the end of the program cut off has no answer to repeat.
  for (const record of store.unfinished()) drop(record.key, record.userId);

  return {
    begin(actor, key, request) {
      sweep();
      const requestHash = createHmac('sha256', hashKey()).update(request).digest('hex');
      const record = store.get(key, actor.userId);
      if (!record) {
        store.begin({ key, userId: actor.userId, requestHash, timeCreate: toTimestamp() });
        return undefined;
      }
      if (record.requestHash !== requestHash) {
        throw new ControlPlaneError('E12009', 'This key was used with another request.');
      }
      const answer = record.done ? vault.get(answerOwner(actor.userId), key) : undefined;
      if (answer === undefined) {
        throw new ControlPlaneError('E12009', 'The first request with this key is under way.', {
          fix: 'Wait for its answer, or ask again a little later.',
        });
      }
      return JSON.parse(answer) as FirstAnswer;
    },
    finish(actor, key, answer) {
      transaction(() => {
        vault.put(answerOwner(actor.userId), key, JSON.stringify(answer));
        store.finish(key, actor.userId);
      });
    },
    abandon(actor, key) {
      drop(key, actor.userId);
    },
  };
}

const KEY = /^[\x21-\x7e]{1,200}$/;

/** Refuses a key that no header should carry. @throws ControlPlaneError E12002 */
export function checkKey(key: string): void {
  if (KEY.test(key)) return;
  const message = 'must be 1 to 200 visible ASCII characters';
  throw new ControlPlaneError('E12002', `Idempotency-Key ${message}.`, {
    details: [{ field: 'Idempotency-Key', message }],
  });
}

/** Refusals that pass by themselves: the retry that their advice asks for must be able to succeed. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['E50016', 'E50106', 'E12007']);

/** What a refusal is repeated as; undefined where trying again can end differently. */
export function repeatable(error: unknown): Problem | undefined {
  if (!(error instanceof ControlPlaneError)) return undefined;
  if (error.status >= 500 || PASSING.has(error.code)) return undefined;
  return problem(error.code, error.message, error.problem);
}

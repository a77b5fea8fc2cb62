import { z } from 'zod';
import { errorAnswer } from '../../shared/contract/answer.ts';
import { problem, type Problem } from '../../shared/contract/errors.ts';
import { i18n } from '../i18n/index.ts';

const sessionAnswer = z.object({ signedIn: z.boolean() });

/** Whether this browser holds a session. @throws when the control plane does not answer */
export async function isSignedIn(): Promise<boolean> {
  const response = await fetch('/session', { cache: 'no-store' });
  return sessionAnswer.parse(await response.json()).signedIn;
}

/**
 * Trades a one-time code or an access token for a session cookie that scripts cannot read.
 * @returns what is wrong, or null when it worked
 */
export async function signIn(code: string): Promise<Problem | null> {
  try {
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
    if (response.ok) return null;
    const { errormsg, ...error } = errorAnswer.parse(await response.json()).error;
    return { ...error, message: errormsg };
  } catch {
    return problem('E12008', i18n.t('bridge.unreachable.message'), {
      fix: i18n.t('bridge.unreachable.fix'),
    });
  }
}

export async function signOut(): Promise<void> {
  await fetch('/session', { method: 'DELETE' });
}

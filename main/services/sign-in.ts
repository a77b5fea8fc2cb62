import type { CreateTokenInput, IssuedToken } from '../../shared/contract/token.ts';
import { createFailureLimit } from './failure-limit.ts';
import { checkAccess, type Session } from './session.ts';
import type { TokenService } from './tokens.ts';
import type { UserService } from './users.ts';

/** Gives a token to who knows a password, or to a caller that may make tokens. */
export type IssueToken = (input: CreateTokenInput, session: Session) => Promise<IssuedToken>;

/** @returns what throws ControlPlaneError E10050, E10051, E10052, E12004, E12007 */
export function createIssueToken(users: UserService, tokens: TokenService): IssueToken {
  const limit = createFailureLimit();
  return async (input, session) => {
    const { username, password } = input;
    if (username === undefined && password === undefined) {
      checkAccess(session, 'admin');
      return tokens.create(session.actor, input);
    }
    limit.check();
    try {
      const actor = await users.signIn(username ?? '', password ?? '');
      limit.succeeded();
      return tokens.createForLogin(actor, input);
    } catch (error) {
      limit.failed();
      throw error;
    }
  };
}

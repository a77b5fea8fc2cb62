import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Connection } from './connection.ts';
import { exec, type Escalation } from './exec.ts';

/** Who has logged in, and how he becomes root. */
export interface Account {
  readonly escalation: Escalation;
  readonly home: string;
  /** uid:gid */
  readonly owner: string;
}

/**
 * Finds how this login becomes root: it is root, sudo asks nothing, or sudo takes the password
 * (sudoPassword, else the login's own, which the caller puts there).
 * @throws ControlPlaneError HOST_SUDO_REFUSED, HOST_SHELL_UNUSABLE
 */
export async function findAccount(connection: Connection, signal?: AbortSignal): Promise<Account> {
  const { login } = connection;
  const script =
    'id -u; id -g; printf "%s\\n" "$HOME"; [ "$(id -u)" != 0 ] || exit 0; ' +
    'command -v sudo >/dev/null || { echo no-sudo; exit 0; }; ' +
    'said=$(sudo -k -n true 2>&1); echo "sudo=$?"; printf "%s\\n" "$said" | tail -n 1';
  const answer = await exec(connection, script, { signal });
  const [uid = '', gid = '', home = '', sudo, said] = answer.stdout.trim().split('\n');
  if (!/^\d+$/.test(uid)) {
    throw new ControlPlaneError(
      'HOST_SHELL_UNUSABLE',
      `The shell of ${login.user} gave no answer.`,
      {
        host: login.host,
        cause: (answer.stderr.trim() || answer.stdout.trim()).slice(0, 500) || undefined,
      },
    );
  }
  const found = (escalation: Escalation) => ({ escalation, home, owner: `${uid}:${gid}` });
  if (uid === '0') return found('root');
  if (sudo === 'sudo=0') return found('sudo');
  const refuse = (message: string, cause?: string) =>
    new ControlPlaneError('HOST_SUDO_REFUSED', message, { host: login.host, cause });
  if (sudo === 'no-sudo') throw refuse(`${login.user} is not root, and sudo is not installed.`);
  if (!login.sudoPassword) {
    if (said && !/password|authentication/i.test(said)) {
      throw refuse(`sudo does not let ${login.user} become root.`, said);
    }
    throw refuse(`sudo asks ${login.user} for a password, and none was given.`, said);
  }
  const check = await exec(connection, 'id -u', { as: 'sudo-password', signal });
  if (check.code === 0 && check.stdout.trim() === '0') return found('sudo-password');
  const words = check.stderr.trim().split('\n').at(-1);
  // the words are for the reader alone: programs differ in them
  const knows = words === undefined || !/sudoers|not allowed/i.test(words);
  const message = knows
    ? `sudo does not accept ${login.user}.`
    : `sudo does not let ${login.user} become root.`;
  throw refuse(message, words);
}

import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Connection } from './connection.ts';
import { exec, type Escalation } from './exec.ts';

/**
 * Finds how this login becomes root: it is root, sudo asks nothing, or sudo takes the password
 * (sudoPassword, else the login's own, which the caller puts there).
 * @throws ControlPlaneError HOST_SUDO_REFUSED, HOST_SHELL_UNUSABLE
 */
export async function findEscalation(
  connection: Connection,
  signal?: AbortSignal,
): Promise<Escalation> {
  const { login } = connection;
  const script =
    'id -u; sudo -k -n true 2>/dev/null; echo "sudo=$?"; command -v sudo || echo "no-sudo"';
  const answer = await exec(connection, script, { signal });
  const [uid, sudo = '', path = ''] = answer.stdout.trim().split('\n').slice(-3);
  if (uid === undefined || !/^\d+$/.test(uid)) {
    throw new ControlPlaneError(
      'HOST_SHELL_UNUSABLE',
      `The shell of ${login.user} gave no answer.`,
      {
        host: login.host,
        cause: (answer.stderr || answer.stdout).slice(0, 500),
      },
    );
  }
  if (uid === '0') return 'root';
  if (sudo === 'sudo=0') return 'sudo';
  const refuse = (message: string, cause?: string) =>
    new ControlPlaneError('HOST_SUDO_REFUSED', message, { host: login.host, cause });
  if (path === 'no-sudo') throw refuse(`${login.user} is not root, and sudo is not installed.`);
  if (!login.sudoPassword) {
    throw refuse(`sudo asks ${login.user} for a password, and none was given.`);
  }
  const check = await exec(connection, 'id -u', { as: 'sudo-password', signal });
  if (check.code === 0 && check.stdout.trim().endsWith('0')) return 'sudo-password';
  throw refuse(`sudo does not accept ${login.user}.`, check.stderr.trim().split('\n').at(-1));
}

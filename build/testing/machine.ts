import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { capture } from '../setup/child.mjs';
import { say } from '../setup/say.mjs';
import { labSupport } from '../../test/lab/index.ts';
import { CHROMIUM } from './chromium.ts';

/** What a layer may need of the machine. */
export type Need = 'lab' | 'browser' | 'keyring';

interface Part {
  /** A program looked up in PATH, or a file. */
  readonly provides: string;
  readonly debianPackage: string;
}

const PARTS: Readonly<Record<Need, readonly Part[]>> = {
  lab: [
    { provides: 'debootstrap', debianPackage: 'debootstrap' },
    { provides: 'ip', debianPackage: 'iproute2' },
    { provides: 'nsenter', debianPackage: 'util-linux' },
    { provides: 'ssh-keygen', debianPackage: 'openssh-client' },
  ],
  browser: [
    { provides: CHROMIUM, debianPackage: 'chromium' },
    // The page speaks Chinese too; without a font its screenshots are boxes.
    {
      provides: '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc',
      debianPackage: 'fonts-wqy-microhei',
    },
  ],
  keyring: [
    { provides: 'dbus-daemon', debianPackage: 'dbus-daemon' },
    { provides: 'dbus-send', debianPackage: 'dbus-bin' },
    { provides: 'gnome-keyring-daemon', debianPackage: 'gnome-keyring' },
  ],
};

/** Where administration programs are, which an ordinary user's PATH may leave out. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** For each need that is not met, why. */
export type Unmet = ReadonlyMap<Need, string>;

/**
 * Installs the Debian packages that the needs call for, where this is root on a Debian machine, and
 * gives the needs that are then still not met.
 */
export async function prepareMachine(needs: readonly Need[]): Promise<Unmet> {
  const missing = needs.flatMap((need) => PARTS[need]).filter(isMissing);
  if (missing.length > 0 && process.getuid?.() === 0 && isThere('apt-get')) {
    await install([...new Set(missing.map((part) => part.debianPackage))]);
  }
  const unmet = new Map<Need, string>();
  for (const need of needs) {
    const reason = await reasonAgainst(need);
    if (reason !== null) unmet.set(need, reason);
  }
  return unmet;
}

async function reasonAgainst(need: Need): Promise<string | null> {
  if (need === 'lab') {
    const support = await labSupport();
    if (!support.ok) return support.reason;
  }
  const packages = PARTS[need].filter(isMissing).map((part) => part.debianPackage);
  if (packages.length === 0) return null;
  return `missing Debian packages: ${packages.join(' ')} (npm test installs them as root)`;
}

async function install(packages: readonly string[]): Promise<void> {
  say(`installing Debian packages: ${packages.join(' ')}`);
  const args = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '--no-install-recommends', 'install'];
  const apt = (...more: string[]) =>
    capture('apt-get', more, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if ((await apt(...args, ...packages)).code === 0) return;
  // The usual reason: package lists that are absent or older than what the mirror holds.
  await apt('-q', 'update');
  const { code, output } = await apt(...args, ...packages);
  if (code !== 0) say(`apt-get ended with code ${code}:\n${output.trimEnd()}`);
}

function isMissing({ provides }: Part): boolean {
  return !isThere(provides);
}

/** Whether a program is in PATH (or a file exists). */
function isThere(program: string): boolean {
  if (isAbsolute(program)) return existsSync(program);
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ssh2 from 'ssh2';
import { createKeyPair, type KeyPair } from '../../main/services/key-pairs.ts';

/** A login of every host, made in the base tree (scripts/build-base.sh). */
export type LabUser = {
  user: 'root' | 'operator' | 'deploy' | 'nosudo';
  /** All take the lab's keys. */
  key: true;
  password?: string;
  sudo: 'is-root' | 'without-password' | 'with-password' | 'none';
};

/** For practice hosts only; its characters are there to catch a missing quote. */
export const DEPLOY_PASSWORD = `lab "pass" $1's`;

export const LAB_USERS: LabUser[] = [
  { user: 'root', key: true, sudo: 'is-root' },
  { user: 'operator', key: true, sudo: 'without-password' },
  { user: 'deploy', key: true, password: DEPLOY_PASSWORD, sudo: 'with-password' },
  { user: 'nosudo', key: true, sudo: 'none' },
];

/** Home, user and group number of each user, as the script makes them. */
const HOMES: [home: string, uid: number, gid: number][] = [
  ['root', 0, 0],
  ['home/operator', 1000, 37],
  ['home/deploy', 1001, 1001],
  ['home/nosudo', 1002, 1002],
];

export type LabKeys = { privateKey: string; rsaPrivateKey: string; authorizedKeys: string };

/** The public half of a private key in PEM, as a line of authorized_keys. */
function publicLine(privateKey: string, comment: string): string {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return `${parsed.type} ${parsed.getPublicSSH().toString('base64')} ${comment}`;
}

/** Makes the lab's two login keys: ed25519 in OpenSSH's format, RSA in the older PEM (PKCS#1). */
export async function makeLoginKeys(): Promise<LabKeys> {
  const ed25519 = await createKeyPair('ed25519', 'lab');
  const rsa = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return {
    privateKey: ed25519.privateKey,
    rsaPrivateKey: rsa.privateKey,
    authorizedKeys: `${ed25519.publicKey}\n${publicLine(rsa.privateKey, 'lab-rsa')}\n`,
  };
}

/** The fingerprint of a public key line as OpenSSH prints it. */
export function fingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.trim().split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** Puts the authorised keys of all users into a host's upper tree. */
export async function authorise(upper: string, authorizedKeys: string): Promise<void> {
  for (const [home, uid, gid] of HOMES) {
    const folder = path.join(upper, home);
    const ssh = path.join(folder, '.ssh');
    await mkdir(ssh, { recursive: true });
    await writeFile(path.join(ssh, 'authorized_keys'), authorizedKeys, { mode: 0o600 });
    // the folder in the upper tree is the one that the host sees, with its owner and mode
    await chmod(folder, 0o700);
    await chmod(ssh, 0o700);
    for (const one of [folder, ssh, path.join(ssh, 'authorized_keys')]) await chown(one, uid, gid);
  }
}

/** Gives a host its identity keys, as a first boot of sshd would; gives the ed25519 fingerprint. */
export async function makeHostKeys(upper: string): Promise<string> {
  const folder = path.join(upper, 'etc/ssh');
  await mkdir(folder, { recursive: true });
  const ed25519 = await createKeyPair('ed25519', 'host');
  for (const [kind, pair] of Object.entries({ ed25519, ecdsa: ecdsaPair() })) {
    const file = path.join(folder, `ssh_host_${kind}_key`);
    await writeFile(file, pair.privateKey, { mode: 0o600 });
    await writeFile(`${file}.pub`, `${pair.publicKey}\n`, { mode: 0o644 });
  }
  return fingerprint(ed25519.publicKey);
}

function ecdsaPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKey, publicKey: publicLine(privateKey, 'host') };
}

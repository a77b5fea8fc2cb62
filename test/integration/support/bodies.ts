import { generateKeyPairSync } from 'node:crypto';
import { encodeLegacy } from '../../../main/secrets/legacy-encoding.ts';
import { createKeyPair } from '../../../main/services/key-pairs.ts';
import type { CreateClusterRaw } from '../../../shared/contract/cluster.ts';
import type { NodeInputRaw } from '../../../shared/contract/node.ts';
import { CUT, readFacts } from '../../contract/seed.ts';
import { DEPLOY_PASSWORD, type Lab } from '../../lab/index.ts';

/** A lab host as the 2017 interface names it: root, RSA key in the permuted encoding. */
export function rootNode(lab: Lab, index: number): NodeInputRaw {
  return {
    ip: addressOf(lab, index),
    sshUser: 'root',
    privateKey: encodeLegacy(lab.rsaPrivateKey),
    privateNicName: 'eth0',
  };
}

/** A user who sudoes without a password, on the second port, with an ed25519 key as it is. */
export function operatorNode(lab: Lab, index: number): NodeInputRaw {
  return {
    ip: addressOf(lab, index),
    sshUser: 'operator',
    port: 2222,
    privateKey: lab.privateKey,
  };
}

/** A user who logs in with a password and whom sudo asks for it. */
export function deployNode(lab: Lab, index: number): NodeInputRaw {
  return {
    ip: addressOf(lab, index),
    sshUser: 'deploy',
    password: DEPLOY_PASSWORD,
    sudoPassword: DEPLOY_PASSWORD,
  };
}

export function addressOf(lab: Lab, index: number): string {
  const host = lab.hosts.find((one) => one.index === index);
  if (!host) throw new Error(`lab ${lab.name} has no host ${index}`);
  return host.address;
}

/** A key that opens no host, as the document's opens none of ours. */
function strangersKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return encodeLegacy(privateKey.export({ format: 'pem', type: 'pkcs1' }).toString());
}

/** The body of the 2017 document's create call, key for key; its private keys are others. */
export function documentBody(): CreateClusterRaw {
  const call = readFacts().find(({ id }) => id === '1');
  if (!call?.body) throw new Error('the document has no body for its first call');
  const text = JSON.stringify(call.body);
  return JSON.parse(text.replaceAll(CUT, strangersKey())) as CreateClusterRaw;
}

/** A compact cluster of hosts 1 (master), 2 (shared) and, where given, further pure slaves. */
export function compactBody(
  lab: Lab,
  change: Partial<CreateClusterRaw> = {},
  pure: readonly number[] = [3],
): CreateClusterRaw {
  return {
    name: 'cluster',
    type: 'customized',
    createCategory: 'compact',
    stack: 'swarm',
    masterNodes: [rootNode(lab, 1)],
    sharedNodes: [rootNode(lab, 2)],
    pureslaveNodes: pure.map((index) => rootNode(lab, index)),
    ...change,
  };
}

/** A fresh public key in OpenSSH's form. */
export async function freshPublicKey(comment: string): Promise<string> {
  return (await createKeyPair('ed25519', comment)).publicKey;
}

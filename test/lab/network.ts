import { networkInterfaces } from 'node:os';
import { bridgeName, gatewayAddress, subnetOf, vethName } from './paths.ts';
import { must, run } from './run.ts';
import { waitFor } from './wait.ts';

const linkExists = async (name: string): Promise<boolean> =>
  (await run('ip', ['link', 'show', 'dev', name])).code === 0;

/** Makes the bridge of a lab with the gateway's address; does nothing where it stands already. */
export async function makeBridge(net: number): Promise<void> {
  const bridge = bridgeName(net);
  if (!(await linkExists(bridge))) await must('ip', ['link', 'add', bridge, 'type', 'bridge']);
  await must('ip', ['addr', 'replace', `${gatewayAddress(net)}/24`, 'dev', bridge]);
  await must('ip', ['link', 'set', bridge, 'up']);
}

/** Removes the bridge and every cable end that is left on it. */
export async function removeBridge(net: number, indexes: number[]): Promise<void> {
  for (const index of indexes) await deleteCable(net, index);
  await deleteLink(bridgeName(net));
}

/** Removes what is left of the cable of a host that is off. */
export const deleteCable = (net: number, index: number): Promise<void> =>
  deleteLink(vethName(net, index));

async function deleteLink(name: string): Promise<void> {
  if (!(await linkExists(name))) return;
  await run('ip', ['link', 'delete', name]); // the kernel may be at it itself
  await waitFor(`removal of ${name}`, async () => !(await linkExists(name)), 10_000);
}

/** Pulls a host's network cable or puts it back. A host that is off has no cable end to set. */
export async function setCable(net: number, index: number, state: 'up' | 'down'): Promise<void> {
  const name = vethName(net, index);
  if (await linkExists(name)) await must('ip', ['link', 'set', name, state]);
}

/** True where some interface or route of this machine already uses the lab's subnet. */
export async function subnetTaken(net: number): Promise<boolean> {
  const prefix = gatewayAddress(net).slice(0, -1);
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  if (addresses.some(({ address }) => address.startsWith(prefix))) return true;
  if (await linkExists(bridgeName(net))) return true;
  return (await run('ip', ['route', 'show', 'root', subnetOf(net)])).stdout.trim() !== '';
}

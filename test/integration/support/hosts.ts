import {
  compareSnapshots,
  DEPLOY_PASSWORD,
  exec,
  snapshot,
  type Lab,
  type Snapshot,
} from '../../lab/index.ts';

/** Runs a script on a lab host as root, past its sshd. @throws with what it said */
export async function onHost(lab: Lab, index: number, script: string): Promise<string> {
  const { code, stdout, stderr } = await exec(lab.name, index, ['sh', '-c', script]);
  if (code !== 0) throw new Error(`host ${index}, ${script}: ${code} ${stderr || stdout}`);
  return stdout.trim();
}

/** Puts a text on a lab host. */
export async function putFile(lab: Lab, index: number, path: string, text: string): Promise<void> {
  const script = `mkdir -p "$(dirname ${path})" && cat > ${path}`;
  const { code, stderr } = await exec(lab.name, index, ['sh', '-c', script], { stdin: text });
  if (code !== 0) throw new Error(`host ${index}, ${path}: ${stderr}`);
}

/** Sudo notes in the home of an administrator that it was used once: so that this is no change of ours. */
export async function hasUsedSudo(lab: Lab, index: number): Promise<void> {
  const argv = ['runuser', '-u', 'deploy', '--', 'sudo', '-k', '-S', 'true'];
  const { code, stderr } = await exec(lab.name, index, argv, { stdin: `${DEPLOY_PASSWORD}\n` });
  if (code !== 0) throw new Error(stderr);
}

export type Snapshots = ReadonlyMap<number, Snapshot>;

/** What is on the disks of hosts, packages aside. */
export async function snapshots(lab: Lab): Promise<Snapshots> {
  const all = lab.hosts.map(
    async ({ index }) => [index, await snapshot(lab.name, index, { packagesAside: true })] as const,
  );
  return new Map(await Promise.all(all));
}

/** What differs, with the host's number before each line. */
export async function changesSince(before: Snapshots, lab: Lab): Promise<string[]> {
  const after = await snapshots(lab);
  return [...after].flatMap(([index, now]) => {
    const lines = compareSnapshots(before.get(index) ?? new Map(), now);
    return lines.map((line) => `${index}: ${line}`);
  });
}

export interface NodeState {
  readonly address: string;
  readonly role: string;
  readonly state: string;
  readonly availability: string;
  readonly labels: Record<string, string>;
}

interface Inspected {
  readonly Spec: {
    readonly Role: string;
    readonly Availability: string;
    readonly Labels: Record<string, string>;
  };
  readonly Status: { readonly State: string; readonly Addr: string };
  readonly ManagerStatus?: { readonly Addr: string };
}

/** The swarm's nodes as Docker on a master tells them, in the order of their addresses. */
export async function swarmNodes(lab: Lab, master = 1): Promise<NodeState[]> {
  const text = await onHost(lab, master, 'docker node inspect $(docker node ls -q)');
  const nodes = (JSON.parse(text) as Inspected[]).map((node) => ({
    // a manager's status has 0.0.0.0 where it speaks of itself
    address: node.ManagerStatus?.Addr.replace(/:\d+$/, '') ?? node.Status.Addr,
    role: node.Spec.Role,
    state: node.Status.State,
    availability: node.Spec.Availability,
    labels: node.Spec.Labels,
  }));
  return nodes.toSorted((a, b) => a.address.localeCompare(b.address, undefined, { numeric: true }));
}

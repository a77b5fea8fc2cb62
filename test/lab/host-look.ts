import { exec, snapshot } from './control.ts';
import type { Snapshot } from './snapshot.ts';

/** Each line is a fact by itself: what differs later is told as a line that came or went. */
const RUNNING = `
echo "name: $(hostname)"
for unit in ssh docker.service docker.socket containerd; do
  echo "unit $unit: $(systemctl is-active "$unit") $(systemctl is-enabled "$unit" 2>/dev/null)"
done
systemctl --failed --no-legend --plain | sed 's/ .*//; s/^/failed unit: /'
ip -o route show | sed -n '/ dev \\(docker\\|br-\\)/!s/^/route: /p'
ip -o addr show scope global | sed -n '/ \\(docker\\|br-\\)/!s/^[0-9]*: *\\([^ ]* *[^ ]* *[^ ]*\\).*/address: \\1/p'
ss -Hlntup | grep -v '"dockerd"' |
  sed 's/^\\([^ ]*\\) .*:\\([0-9]*\\) .*users:(("\\([^"]*\\)".*/listener: \\1 \\2 \\3/' | sort -u
sed 's/^[^ ]* \\([^ ]*\\) .*/mount: \\1/' /proc/mounts | grep -v ': /var/lib/docker/\\|: /run/' | sort
dpkg-query -W -f 'package: \${Package}\\n'
if docker info >/dev/null 2>&1; then
  echo "swarm: $(docker info -f '{{.Swarm.LocalNodeState}}')"
  docker ps -a --format 'container: {{.Names}}'
  docker volume ls --format 'volume: {{.Name}}'
  docker network ls --format 'network: {{.Name}}'
fi
`;

/**
 * All that a host is, for the comparison of a host that is given back with what it was: the files
 * on its disk, packages aside, and what runs there, which addresses, mounts and packages it has.
 * @throws where the host is off
 */
export async function lookAt(name: string, index: number): Promise<Snapshot> {
  const look = await snapshot(name, index, { packagesAside: true });
  const { stdout } = await exec(name, index, ['sh', '-c', RUNNING]);
  for (const line of stdout.trim().split('\n')) look.set(line, 'is so');
  return look;
}

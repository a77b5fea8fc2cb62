import { z } from 'zod';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Connection } from './connection.ts';
import { exec, type Escalation } from './exec.ts';

/** More sockets than this are not listed: a busy proxy may have thousands. */
const MOST_LISTENERS = 500;

/**
 * One script for everything we want to know, since round trips are the cost. Reads only. Values
 * that may hold anything go as base64; lists repeat their key.
 */
const SCRIPT = `
LC_ALL=C; export LC_ALL
p() { printf '%s=%s\\n' "$1" "$2"; }
file64() { [ -e "$1" ] && p "$2" "$(base64 < "$1" | tr -d '\\n')"; }
if [ -r /etc/os-release ]; then . /etc/os-release; p os "$ID"; p os_name "$PRETTY_NAME"; fi
uname -rm | { read -r kernel arch; p kernel "$kernel"; p arch "$arch"; }
first() { line=; { read -r line < "$2" || [ -n "$line" ]; } 2>/dev/null && p "$1" "$line"; }
first hostname /proc/sys/kernel/hostname; first machine_id /etc/machine-id; first init /proc/1/comm
p cpus "$(nproc)"
while read -r key value _; do
  [ "$key" = MemTotal: ] && { p memory_kib "$value"; break; }
done < /proc/meminfo
p time "$(date +%s)"
for m in apt-get dnf zypper apk; do command -v "$m" >/dev/null && { p package_manager "$m"; break; }; done
set --; for d in / /var /var/lib /var/lib/docker /tmp; do [ -d "$d" ] && set -- "$@" "$d"; done
df -Pk "$@" | { read -r head; for d; do read -r _ _ _ free _ at; p disk "$d $free $at"; done; }
for d in /etc /var/lib /usr; do [ -w "$d" ] || p read_only "$d"; done
ip -o addr show 2>/dev/null | while read -r _ nic family addr _; do
  case "$family" in inet|inet6) p address "$nic $addr";; esac; done
p ssh_address "$(echo "$SSH_CONNECTION" | { read -r _ _ a _; echo "$a"; })"
p default_address "$(ip -4 route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \\([0-9.]*\\).*/\\1/p')"
ss -Hlntup 2>/dev/null | head -n ${MOST_LISTENERS} | while read -r proto _ _ _ local _ who; do
  p listener "$proto \${local##*:} $who"
done
ip -d -o link show type vxlan 2>/dev/null | while read -r _ nic rest; do
  case "$rest" in *"dstport "*) rest=\${rest##*dstport }
    p listener "udp \${rest%% *} \\"\${nic%%[:@]*}\\"";; esac
done
active=; systemctl show -p ActiveState -p UnitFileState docker 2>/dev/null | {
  while IFS='=' read -r key value; do
    case "$key" in
      ActiveState) active=$value; p docker_active "$value";;
      UnitFileState) p docker_enabled "$value";;
    esac
  done
  command -v dockerd >/dev/null || exit
  # a running one is asked by its interface, which costs less than the start of the program
  if [ "$active" = active ]; then p dockerd running; else p dockerd "$(dockerd --version 2>/dev/null)"; fi
}
root=$(sed -n 's/.*"data-root"[[:space:]]*:[[:space:]]*"\\([^"]*\\)".*/\\1/p' /etc/docker/daemon.json 2>/dev/null | head -n 1)
root=\${root:-/var/lib/docker}; [ -s "$root/swarm/docker-state.json" ] && p swarm_state "$root/swarm"
file64 /etc/docker/daemon.json daemon_json
file64 /var/lib/clusterdesk/manifest.json manifest
p end yes
`;

const number = z.coerce.number().int().min(0);

const factsSchema = z.object({
  os: z.string().default(''),
  os_name: z.string().default(''),
  kernel: z.string(),
  arch: z.string(),
  hostname: z.string(),
  machine_id: z.string().default(''),
  init: z.string().default(''),
  cpus: number,
  memory_kib: number,
  time: number,
  package_manager: z.enum(['apt-get', 'dnf', 'zypper', 'apk']).optional(),
  ssh_address: z.string().default(''),
  default_address: z.string().default(''),
  /** as dockerd --version says; `running` where it is to be asked */
  dockerd: z.string().optional(),
  docker_active: z.string().default(''),
  /** enabled, disabled, masked ... as systemctl says */
  docker_enabled: z.string().default(''),
  /** the folder in which Docker, running or not, keeps its membership in a swarm */
  swarm_state: z.string().optional(),
  daemon_json: z.string().optional(),
  manifest: z.string().optional(),
  end: z.literal('yes'),
});

export interface Facts extends z.infer<typeof factsSchema> {
  /** directory, free KiB and mount point of what it lies on */
  readonly disks: { directory: string; freeKib: number; mount: string }[];
  readonly readOnly: string[];
  readonly addresses: { nic: string; address: string }[];
  /** who has which port: a program, an interface, or undefined for the kernel itself */
  readonly listeners: { protocol: string; port: number; program: string | undefined }[];
  /** host clock minus ours, in seconds, half the round trip taken into account */
  readonly clockOffset: number;
}

function parseLists(lists: Map<string, string[]>) {
  const words = (key: string) => (lists.get(key) ?? []).map((line) => line.split(' '));
  return {
    disks: words('disk').map(([directory = '', free, mount = '']) => ({
      directory,
      freeKib: Number(free),
      mount,
    })),
    readOnly: lists.get('read_only') ?? [],
    addresses: words('address').map(([nic = '', address = '']) => ({
      nic,
      address: address.replace(/\/\d+$/, ''),
    })),
    listeners: words('listener').map(([protocol = '', port, ...who]) => ({
      protocol,
      port: Number(port),
      program: /"([^"]+)"/.exec(who.join(' '))?.[1],
    })),
  };
}

/**
 * Reads the host's facts.
 * @throws ControlPlaneError HOST_SHELL_UNUSABLE when the script did not come to its end
 */
export async function readFacts(
  connection: Connection,
  as: Escalation,
  signal?: AbortSignal,
): Promise<Facts> {
  const started = Date.now();
  const answer = await exec(connection, SCRIPT, { as, signal });
  const middle = (started + Date.now()) / 2000;
  const lists = new Map<string, string[]>();
  for (const line of answer.stdout.split('\n')) {
    const at = line.indexOf('=');
    if (at < 0) continue;
    const key = line.slice(0, at);
    lists.set(key, [...(lists.get(key) ?? []), line.slice(at + 1)]);
  }
  const single = Object.fromEntries([...lists].map(([key, values]) => [key, values[0]]));
  const parsed = factsSchema.safeParse(single);
  if (!parsed.success) {
    throw new ControlPlaneError('HOST_SHELL_UNUSABLE', 'The facts of the host cannot be read.', {
      host: connection.login.host,
      cause: (answer.stderr.trim() || parsed.error.message).slice(0, 500),
    });
  }
  return { ...parsed.data, ...parseLists(lists), clockOffset: parsed.data.time - middle };
}

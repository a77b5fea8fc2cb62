import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { must } from '../../lab/run.ts';
import { knownHosts, roleOf, type Task } from './task.ts';

const RUN_MS = 300_000;

/** One word of the script. */
const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** What each host gets before the swarm. The hosts have no daemon.json to merge with. */
function common({ registry, publicKey }: Task): string {
  return [
    'set -e',
    `printf '{"insecure-registries": ["%s"]}\\n' ${quote(registry)} > /etc/docker/daemon.json.new`,
    'mv /etc/docker/daemon.json.new /etc/docker/daemon.json',
    'kill -HUP "$(cat /run/docker.pid)"',
    `echo ${quote(publicKey)} >> ~/.ssh/authorized_keys`,
  ].join('\n');
}

/**
 * The same commands as one plain script: an ssh for each host, all at once, and one more for the
 * labels. Nothing is checked, nothing is kept, no fault is survived: this is the limit.
 */
function scriptOf(task: Task, folder: string): string {
  const { lab, hosts } = task;
  const [master, ...workers] = hosts;
  const at = master?.address ?? '';
  const options = `-q -i ${lab.keyFile} -o BatchMode=yes -o UserKnownHostsFile=${folder}/known_hosts`;
  const ssh = (address: string) => `ssh ${options} root@${address}`;
  const first = [
    common(task),
    `docker swarm init --advertise-addr ${at} >/dev/null`,
    'docker swarm join-token -q worker',
  ].join('\n');
  const join = [
    common(task),
    'read -r token',
    `docker swarm join --token "$token" ${at}:2377 >/dev/null`,
  ].join('\n');
  const label = hosts.map(
    (host) => `docker node update --label-add clusterdesk.role=${roleOf(host)} ${host.name} &`,
  );
  const last = [
    ...label,
    'wait',
    `until [ "$(docker node ls --format '{{.Status}}' | grep -c Ready)" = ${hosts.length} ]; do sleep 0.1; done`,
  ].join('\n');
  return [
    '#!/bin/bash',
    'set -e',
    `token=${folder}/token`,
    'rm -f "$token"',
    `{ ${ssh(at)} ${quote(first)} > "$token.new" && mv "$token.new" "$token"; } &`,
    ...workers.map(
      ({ address }) =>
        `{ until [ -e "$token" ]; do sleep 0.02; done; cat "$token"; } | ${ssh(address)} ${quote(join)} &`,
    ),
    'wait',
    `${ssh(at)} ${quote(last)} >/dev/null`,
    '',
  ].join('\n');
}

/** Writes what the run needs; not part of what is measured. */
export async function prepareScript(task: Task, folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, 'provision.sh');
  await writeFile(path.join(folder, 'known_hosts'), await knownHosts(task));
  await writeFile(file, scriptOf(task, folder));
  return async () => {
    await must('bash', [file], { timeout: RUN_MS });
  };
}

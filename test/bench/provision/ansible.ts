import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { must } from '../../lab/run.ts';
import { knownHosts, roleOf, type Task } from './task.ts';

const RUN_MS = 600_000;

/** Ansible at its fastest: pipelining, no facts, all hosts at once. */
function configuration(task: Task): string {
  return [
    '[defaults]',
    `forks = ${task.hosts.length}`,
    'interpreter_python = /usr/bin/python3',
    'retry_files_enabled = False',
    '[ssh_connection]',
    'pipelining = True',
    '',
  ].join('\n');
}

function inventory({ lab, hosts }: Task, folder: string): string {
  const common = `-o UserKnownHostsFile=${folder}/known_hosts -o ControlMaster=auto -o ControlPersist=60s`;
  const line = (host: (typeof hosts)[number]) =>
    `${host.name} ansible_host=${host.address} ansible_user=root role=${roleOf(host)} ` +
    `ansible_ssh_private_key_file=${lab.keyFile} ansible_ssh_common_args='${common}'`;
  const [master, ...workers] = hosts.map(line);
  return ['[master]', master, '[workers]', ...workers, ''].join('\n');
}

/** Playbooks are YAML, of which JSON is a part. */
function playbook({ hosts, registry, publicKey }: Task): string {
  const daemon = '/etc/docker/daemon.json';
  const [master] = hosts;
  const info = {
    command: `docker info -f '{{ "{{.Swarm.LocalNodeState}}" }}'`,
    register: 'swarm',
    changed_when: false,
  };
  const everywhere = [
    { stat: { path: daemon }, register: 'there' },
    { slurp: { src: daemon }, register: 'before', when: 'there.stat.exists' },
    {
      copy: {
        dest: daemon,
        content:
          `{{ (before.content | default('e30=') | b64decode | from_json) | ` +
          `combine({'insecure-registries': ['${registry}']}, list_merge='append_rp') | to_nice_json }}`,
      },
      register: 'written',
    },
    { shell: 'kill -HUP $(cat /run/docker.pid)', when: 'written.changed' },
    { lineinfile: { path: '/root/.ssh/authorized_keys', line: publicKey } },
    info,
  ];
  const onMaster = [
    {
      command: `docker swarm init --advertise-addr ${master?.address ?? ''}`,
      when: `swarm.stdout == 'inactive'`,
    },
    { command: 'docker swarm join-token -q worker', register: 'token', changed_when: false },
  ];
  const onWorkers = [
    {
      command: `docker swarm join --token {{ hostvars['${master?.name ?? ''}'].token.stdout }} ${master?.address ?? ''}:2377`,
      when: `swarm.stdout == 'inactive'`,
    },
  ];
  const labels = [
    {
      command:
        'docker node update --label-add clusterdesk.role={{ hostvars[item].role }} {{ item }}',
      loop: `{{ groups['all'] }}`,
    },
    {
      shell: `docker node ls --format '{{ "{{.Status}}" }}' | grep -c Ready`,
      register: 'ready',
      until: `ready.stdout == '${hosts.length}'`,
      retries: 300,
      delay: 0.1,
      changed_when: false,
    },
  ];
  const play = (group: string, tasks: unknown[]) => ({ hosts: group, gather_facts: false, tasks });
  return JSON.stringify([
    play('all', everywhere),
    play('master', onMaster),
    play('workers', onWorkers),
    play('master', labels),
  ]);
}

/** Writes what the run needs; not part of what is measured. */
export async function prepareAnsible(task: Task, folder: string): Promise<() => Promise<void>> {
  const files = {
    known_hosts: await knownHosts(task),
    'ansible.cfg': configuration(task),
    inventory: inventory(task, folder),
    'playbook.json': playbook(task),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return async () => {
    await must('ansible-playbook', ['-i', 'inventory', 'playbook.json'], {
      cwd: folder,
      env: { ...process.env, ANSIBLE_CONFIG: path.join(folder, 'ansible.cfg'), LC_ALL: 'C.UTF-8' },
      timeout: RUN_MS,
    });
  };
}

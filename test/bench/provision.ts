import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { phaseTimes } from '../integration/support/timings.ts';
import { down, downOnSignals, labSupport, up } from '../lab/index.ts';
import { run } from '../lab/run.ts';
import { prepareAnsible } from './provision/ansible.ts';
import { Clusterdesk } from './provision/clusterdesk.ts';
import { line, type Figures } from './provision/report.ts';
import { prepareScript } from './provision/shell-script.ts';
import { checkDone, installPython, makeTask, reset, type Task } from './provision/task.ts';

const USAGE = `Usage: npm run bench:provision -- [--hosts N,N,...] [--rounds R] [--phases]
                                 [--beside FOLDER] [--without-ansible]

Makes clusters of lab hosts that have Docker, side by side: by our API, by one plain OpenSSH shell
script with the same commands, and by Ansible with the same tasks. Of R rounds the best counts.
FOLDER is a tree of another version that has been set up: it takes part as well.
`;

/** The smallest cluster has a master and a shared node. */
const SIZES = [2, 5, 20];
const LARGE = 50;
/** systemd, sshd and Docker of one host, with a margin */
const MIB_PER_HOST = 200;
/** Beyond this Ansible's Python on the hosts takes longer to unpack than all the rest. */
const MOST_FOR_ANSIBLE = 20;

type Make = (task: Task, folder: string) => Promise<() => Promise<void>>;

/** Measures one contender once, and puts the hosts back. */
async function measure(task: Task, make: Make, undo: () => Promise<unknown>): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-'));
  try {
    const go = await make(task, folder);
    const began = performance.now();
    await go();
    const took = performance.now() - began;
    await checkDone(task);
    await undo();
    await reset(task);
    return took / 1000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ansibleIsThere(): Promise<boolean> {
  const look = () => run('ansible-playbook', ['--version']);
  if ((await look()).code === 0) return true;
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'ansible-core']);
  return (await look()).code === 0;
}

interface Comparison {
  readonly rounds: number;
  readonly withAnsible: boolean;
  /** the tree of another version */
  readonly beside: string | undefined;
}

/** Creates and deletes by one version of ours. @returns how long each took, in seconds */
async function measureOurs(
  task: Task,
  contender: Clusterdesk,
): Promise<{ create: number; remove: number }> {
  let remove = Infinity;
  const undo = async () => {
    const began = performance.now();
    await contender.remove();
    remove = (performance.now() - began) / 1000;
  };
  const create = await measure(task, (one) => contender.prepare(one), undo);
  return { create, remove };
}

async function compare(
  name: string,
  count: number,
  { rounds, withAnsible, beside }: Comparison,
): Promise<Figures> {
  const lab = await up({ name, hosts: count, registry: true });
  const ours = new Clusterdesk();
  const earlier = beside === undefined ? undefined : new Clusterdesk(beside);
  const best = {
    ours: Infinity,
    script: Infinity,
    ansible: Infinity,
    before: Infinity,
    remove: Infinity,
    removeBefore: Infinity,
  };
  let responsiveness: Clusterdesk['responsiveness'];
  let phases = '';
  const runAnsible = withAnsible && count <= MOST_FOR_ANSIBLE;
  try {
    if (runAnsible) await installPython(await makeTask(lab, count));
    for (let round = 0; round < rounds; round += 1) {
      const nothing = () => Promise.resolve();
      const script = await measure(await makeTask(lab, count), prepareScript, nothing);
      best.script = Math.min(best.script, script);
      const now = await measureOurs(await makeTask(lab, count), ours);
      best.remove = Math.min(best.remove, now.remove);
      if (now.create < best.ours) {
        best.ours = now.create;
        responsiveness = ours.responsiveness;
        phases = ours.operation ? phaseTimes(ours.operation) : '';
      }
      if (earlier) {
        const then = await measureOurs(await makeTask(lab, count), earlier);
        best.before = Math.min(best.before, then.create);
        best.removeBefore = Math.min(best.removeBefore, then.remove);
      }
      if (!runAnsible) continue;
      const ansible = await measure(await makeTask(lab, count), prepareAnsible, nothing);
      best.ansible = Math.min(best.ansible, ansible);
    }
  } finally {
    await Promise.all([ours.stop(), earlier?.stop()]);
  }
  return { count, ...best, responsiveness, phases };
}

function sizes(text: string | undefined): number[] {
  if (text !== undefined) return text.split(',').map(Number);
  const mib = os.freemem() / 1024 ** 2;
  return mib > LARGE * MIB_PER_HOST ? [...SIZES, LARGE] : SIZES;
}

/** Runs the comparison and prints its table. @returns the exit code */
export async function benchProvision(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      hosts: { type: 'string' },
      rounds: { type: 'string', default: '2' },
      phases: { type: 'boolean', default: false },
      beside: { type: 'string' },
      'without-ansible': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const support = await labSupport();
  if (!support.ok) {
    process.stderr.write(`${support.reason}\n`);
    return 3;
  }
  const isWanted = !values['without-ansible'];
  const withAnsible = isWanted && (await ansibleIsThere());
  if (isWanted && !withAnsible)
    process.stderr.write('Ansible is not there and cannot be installed: left out\n');
  const name = `bench-${process.pid}`;
  const comparison = { rounds: Number(values.rounds), withAnsible, beside: values.beside };
  downOnSignals();
  process.stdout.write(`${line()}\n`);
  try {
    for (const count of sizes(values.hosts)) {
      const figures = await compare(name, count, comparison);
      process.stdout.write(`${line(figures)}\n`);
      if (values.phases) process.stdout.write(`${figures.phases}\n`);
    }
  } finally {
    await down(name);
  }
  return 0;
}

if (import.meta.main) process.exitCode = await benchProvision(process.argv.slice(2));

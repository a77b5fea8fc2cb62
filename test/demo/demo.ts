// demo [--port P] [--once]: practice hosts, a control plane, and a cluster built on them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { NodeInputRaw } from '../../shared/contract/node.ts';
import { down, labSupport, up, type Lab } from '../lab/index.ts';
import { startControlPlane, watch, type DemoControlPlane } from './control-plane.ts';

/** Two demos may run at once. */
const LAB = `demo-${process.pid}`;
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '10002' },
    /** ends when the cluster runs, instead of waiting for Ctrl-C */
    once: { type: 'boolean', default: false },
  },
});
const print = (line: string) => process.stdout.write(`${line}\n`);

/** Three ways of logging in: root with a key, a user whose sudo asks, one on another port. */
function nodes(lab: Lab): Record<'masterNodes' | 'sharedNodes' | 'pureslaveNodes', NodeInputRaw[]> {
  const [master, shared, worker] = lab.hosts;
  if (!master || !shared || !worker) throw new Error('the lab has too few hosts');
  const deploy = shared.users.find(({ user }) => user === 'deploy');
  return {
    masterNodes: [{ ip: master.address, sshUser: 'root', privateKey: lab.privateKey }],
    sharedNodes: [{ ip: shared.address, sshUser: 'deploy', password: deploy?.password }],
    pureslaveNodes: [
      { ip: worker.address, sshUser: 'operator', port: 2222, privateKey: lab.privateKey },
    ],
  };
}

async function build(lab: Lab, controlPlane: DemoControlPlane): Promise<boolean> {
  const { operation } = await controlPlane.call('POST', '/v1/cluster', {
    name: 'demo',
    stack: 'swarm',
    createCategory: 'compact',
    type: 'customized',
    ...nodes(lab),
  });
  const ended = await watch(controlPlane, operation, print);
  return ended.state === 'succeeded';
}

/** Resolves when the demo is told to stop; told again, it goes on cleaning up. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}

async function run(dataDir: string, stopped: Promise<void>): Promise<boolean> {
  print('Booting three practice hosts (the first time, their base is made: about a minute) …');
  const lab = await up({
    name: LAB,
    hosts: [{ docker: true }, { docker: false }, { docker: true }],
    onProgress: (line) => print(`  ${line}`),
  });
  const controlPlane = await startControlPlane(dataDir, values.port);
  try {
    print('Building a cluster on them: a master, a shared node, a worker …');
    const good = await Promise.race([build(lab, controlPlane), stopped.then(() => false)]);
    if (good) {
      print(`\nThe cluster runs. See it at ${controlPlane.url}`);
      print(`Sign in with the code ${controlPlane.code} (once, within 10 minutes).`);
    }
    if (!values.once && good) {
      print('Stop everything with Ctrl-C.');
      await stopped;
    }
    return good;
  } finally {
    print('Stopping the control plane and the practice hosts …');
    await controlPlane.stop();
  }
}

const support = await labSupport();
if (support.ok) {
  const dataDir = mkdtempSync(join(tmpdir(), 'clusterdesk-demo-'));
  const stopped = untilStopped();
  let interrupted = false;
  void stopped.then(() => (interrupted = true));
  try {
    const good = await run(dataDir, stopped);
    process.exitCode = good ? 0 : 1;
  } catch (error) {
    // Ctrl-C ends the programs too that were making the hosts
    const why = interrupted ? 'interrupted' : error instanceof Error ? error.message : error;
    process.stderr.write(`clusterdesk: ${String(why)}\n`);
    process.exitCode = 1;
  } finally {
    await down(LAB);
    rmSync(dataDir, { recursive: true, force: true });
  }
} else {
  process.stderr.write(`clusterdesk: no practice hosts on this machine: ${support.reason}\n`);
  process.exitCode = 3;
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation } from '../../shared/contract/operation.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** What a call answers, and the operation that it started. */
export interface Answer {
  readonly data: unknown;
  readonly operation: string;
}

/** A control plane of the demo's own, as a child process. */
export interface DemoControlPlane {
  readonly url: string;
  readonly code: string;
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer>;
  stop(): Promise<void>;
}

function firstLines(child: ChildProcess): Promise<{ url: string; code: string }> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const url = /^ready (\S+)$/m.exec(text)?.[1];
      const code = /^code (\S+)$/m.exec(text)?.[1];
      if (url && code) resolve({ url, code });
    });
    child.once('exit', (status) => reject(new Error(`the control plane ended with ${status}`)));
  });
}

/** Starts the headless entry on a folder of the demo's own, with a key file beside it. */
export async function startControlPlane(dataDir: string, port: string): Promise<DemoControlPlane> {
  const keyFile = join(dataDir, 'master.key');
  const entry = join(ROOT, 'main', 'headless', 'index.ts');
  const args = [entry, '--data', dataDir, '--port', port, '--key-file', keyFile, '--sign-in-code'];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C goes to the demo, which stops the control plane in its turn
    detached: true,
  });
  const { url, code } = await firstLines(child);
  const { token } = JSON.parse(readFileSync(join(dataDir, 'endpoint.json'), 'utf8')) as {
    token: string;
  };
  return {
    url,
    code,
    async call(method, path, body) {
      const response = await fetch(url + path, {
        method,
        headers: { 'x-auth-token': token, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const answer = (await response.json()) as {
        data: unknown;
        error?: { errormsg: string; fix: string };
      };
      if (answer.error) throw new Error(`${answer.error.errormsg} ${answer.error.fix}`);
      return { data: answer.data, operation: response.headers.get('x-operation-id') ?? '' };
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const ENDED = new Set(['succeeded', 'partial', 'failed', 'cancelled', 'rolled-back']);
const LOOK_MS = 300;

/** Prints each step as it ends. @returns the operation when it has ended */
export async function watch(
  controlPlane: DemoControlPlane,
  id: string,
  print: (line: string) => void,
): Promise<Operation> {
  const told = new Set<string>();
  for (;;) {
    const { data } = await controlPlane.call('GET', `/v1/operations/${id}`);
    const operation = data as Operation;
    for (const { title, steps } of operation.phases) {
      for (const step of steps) {
        const key = `${step.phase}/${step.host}/${step.state}`;
        if (!['done', 'failed'].includes(step.state) || told.has(key)) continue;
        told.add(key);
        const took = Date.parse(step.endedAt ?? '') - Date.parse(step.startedAt ?? '');
        const mark = step.state === 'done' ? '✓' : '✗';
        print(`  ${mark} ${step.host.padEnd(12)} ${title} (${(took / 1000).toFixed(1)} s)`);
        for (const error of step.errors)
          print(`      ${error.title}: ${error.message} ${error.fix}`);
      }
    }
    if (ENDED.has(operation.state)) return operation;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

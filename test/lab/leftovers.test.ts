import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { down, downAbandoned, labSupport, list, load, up } from './index.ts';
import { readState } from './state.ts';
import { NO_TRACES, tracesOf } from './testing/traces.ts';

const NAME = `left-${process.pid}`;
const BENCH = path.join(import.meta.dirname, '../bench/provision.ts');
const SIGTERM_CODE = 143;

const support = await labSupport();
const netOf = async (name: string): Promise<number> => (await readState(name))?.net ?? -1;

describe.skipIf(!support.ok)('what a program leaves that was broken off', () => {
  const children: ChildProcess[] = [];
  const start = (script: string, ...args: string[]) => {
    const child = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  };
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all([down(NAME), down(`${NAME}-next`), downAbandoned()]);
  });

  test('its lab is taken down by the next up, a lab of nobody is not', async () => {
    const owner = start(path.join(import.meta.dirname, 'testing/stay.ts'), NAME);
    await once(owner.stdout, 'data');
    const net = await netOf(NAME);
    expect(await downAbandoned()).not.toContain(NAME);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(await tracesOf(NAME, net)).not.toEqual(NO_TRACES);

    const next = { name: `${NAME}-next`, hosts: [{ docker: false }], owner: 'nobody' as const };
    const lab = await up(next);
    // the next one may have got its subnet, and with that the names of its links
    const links: unknown = expect.any(Array);
    expect(await tracesOf(NAME, net)).toEqual({ ...NO_TRACES, links });
    expect(await downAbandoned()).not.toContain(next.name);
    expect(await load(next.name)).toEqual(lab);
  });

  test('a bench that is told to stop takes its hosts down', async () => {
    const bench = start(BENCH, '--hosts', '2', '--rounds', '1', '--without-ansible');
    const name = `bench-${bench.pid}`;
    const hostsOn = async () => {
      const lab = (await list()).find((one) => one.name === name);
      return lab?.hosts.filter(({ on }) => on).length;
    };
    await expect.poll(hostsOn, { timeout: 60_000 }).toBeGreaterThan(0);
    const net = await netOf(name);
    bench.kill('SIGTERM');
    const [code] = (await once(bench, 'exit')) as [number | null];
    expect(code).toBe(SIGTERM_CODE);
    expect(await tracesOf(name, net)).toEqual(NO_TRACES);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeRunFolder, removeLeftovers, runEnvironment } from './leftovers.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusterdesk-left-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const sleepFor = (run: string) =>
  spawn('sleep', ['60'], { env: { ...process.env, ...runEnvironment(run) }, stdio: 'ignore' });

test.skipIf(process.platform !== 'linux')(
  'what a killed run left goes: its processes and its folder, and nothing of a run that goes on',
  async () => {
    const [dead, alive] = [await makeRunFolder(), await makeRunFolder()];
    const ended = spawn('true');
    await once(ended, 'exit');
    writeFileSync(join(dead, 'owner.json'), JSON.stringify({ pid: ended.pid, began: '1' }));
    const [left, working] = [sleepFor(dead), sleepFor(alive)];
    const gone = once(left, 'exit');

    expect(await removeLeftovers()).toEqual([basename(dead)]);
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(existsSync(dead)).toBe(false);
    expect(existsSync(alive)).toBe(true);
    expect(working.exitCode ?? working.signalCode).toBeNull();
    expect(await removeLeftovers()).toEqual([]);
    working.kill('SIGKILL');
    await once(working, 'exit');
  },
);

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runJob } from './job.ts';

let folder: string;
let log: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusterdesk-job-'));
  log = join(folder, 'log');
});
afterEach(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;

function shell(script: string, limitMs: number, stop = never) {
  return runJob({ program: 'sh', args: ['-c', script], log, limitMs, stop });
}

async function processes(): Promise<number[]> {
  return (await readFile(log, 'utf8')).trim().split('\n').map(Number);
}

/** A process that has ended may stay in the table until somebody asks for its exit code. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat !== null && !stat.includes(') Z ');
}

test('gives the exit code and keeps the output of both streams', async () => {
  expect(await shell('echo out; echo err >&2; exit 3', 10_000)).toEqual({
    code: 3,
    timedOut: false,
    stopped: false,
  });
  expect(await readFile(log, 'utf8')).toBe('out\nerr\n');
});

test('has no standard input to wait for', async () => {
  expect(await shell('cat', 10_000)).toEqual({ code: 0, timedOut: false, stopped: false });
});

test('stops the whole group at the time limit', async () => {
  const end = await shell('echo $$; sleep 60 & echo $!; wait', 500);
  expect(end).toEqual({ code: 143, timedOut: true, stopped: false });
  for (const pid of await processes()) await expect.poll(() => isAlive(pid)).toBe(false);
});

test('tells that it was stopped, also where the code is that of a success', async () => {
  const stop = new AbortController();
  const job = shell(
    'trap "exit 0" TERM; echo $$; while :; do sleep 0.05; done',
    60_000,
    stop.signal,
  );
  await expect.poll(() => readFile(log, 'utf8')).toMatch(/\d/);
  stop.abort();
  expect(await job).toEqual({ code: 0, timedOut: false, stopped: true });
});

test('begins nothing in a run that was stopped before', async () => {
  const end = await shell('echo begun', 10_000, AbortSignal.abort());
  expect(end).toEqual({ code: 143, timedOut: false, stopped: true });
  await expect(readFile(log)).rejects.toThrow('ENOENT');
});

test('leaves nothing running behind a job that has ended', async () => {
  await shell('sleep 60 >/dev/null 2>&1 & echo $!', 10_000);
  for (const pid of await processes()) await expect.poll(() => isAlive(pid)).toBe(false);
});

test('leaves the processors to others where it is told to, with all that it starts', async () => {
  const niceness = Math.max(getPriority(), 10);
  // it may have begun before its priority is set
  const script = `until [ "$(nice)" -eq ${niceness} ]; do :; done; sh -c nice`;
  const job = { program: 'sh', args: ['-c', script], log, limitMs: 10_000, stop: never };
  expect(await runJob({ ...job, yields: true })).toEqual({
    code: 0,
    timedOut: false,
    stopped: false,
  });
  expect(await processes()).toEqual([niceness]);
});

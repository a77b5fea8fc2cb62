import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import type { Problem } from '../../../shared/contract/errors.ts';

interface Report {
  readonly answered: string[];
  readonly stored: string[];
  readonly refusal: { status: number; json: { error: Problem & { errormsg: string } } };
  readonly whenFull: number[];
  readonly reads: number[];
  readonly afterwards: number;
}

/** A disk of 8 MB in a mount namespace of its own, which is gone with the process. */
const MOUNT = 'mount -t tmpfs -o size=8m clusterdesk "$1" && shift && exec "$@"';
const inNamespace = (mountPoint: string, ...command: string[]) => {
  const shell = ['--map-root-user', '--mount', 'sh', '-c', MOUNT, 'sh', mountPoint];
  return [...shell, ...command];
};

const disk = mkdtempSync(join(tmpdir(), 'clusterdesk-small-disk-'));
afterAll(() => rmSync(disk, { recursive: true }));

const canMount =
  process.platform === 'linux' && spawnSync('unshare', inNamespace(disk, 'true')).status === 0;

test('a full disk loses nothing that was answered, and ends nothing', async ({ skip }) => {
  skip(!canMount, 'this machine does not let us mount a small disk in a name space of our own');
  const script = join(import.meta.dirname, 'fill.ts');
  const { stdout } = await promisify(execFile)(
    'unshare',
    inNamespace(disk, process.execPath, script, disk),
  );
  const report = JSON.parse(stdout) as Report;
  expect(report.answered.length).toBeGreaterThan(2);
  expect(report.refusal.status).toBe(507);
  expect(report.refusal.json.error).toMatchObject({
    code: 'E12014',
    title: 'Disk full',
    fix: expect.stringContaining('Free space'),
  });
  expect(new Set(report.whenFull)).toEqual(new Set([507]));
  expect(report.reads).toEqual([200, 200, 200]);
  expect(report.afterwards).toBe(200);
  expect(new Set(report.stored)).toEqual(new Set(report.answered));
});

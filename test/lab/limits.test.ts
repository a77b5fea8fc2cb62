import { readFile, statfs } from 'node:fs/promises';
import { expect, inject, test } from 'vitest';
import { down, downOwnedBy, labSupport, list, up } from './index.ts';

const NAME = `limits-${process.pid}`;
const LIMIT = '/proc/sys/fs/inotify/max_user_instances';

const support = await labSupport();

test.skipIf(!support.ok)(
  'the machine has its own limits back when no lab is left',
  async ({ skip }) => {
    // those that stand to be lent again; no other file runs beside this one
    await downOwnedBy(inject('labOwner'));
    const others = (await list()).map(({ name }) => name);
    if (others.length > 0) skip(`other labs need the limits: ${others.join(', ')}`);
    const before = await readFile(LIMIT, 'utf8');
    await up({ name: NAME, hosts: [{ docker: false }] });
    expect(Number(await readFile(LIMIT, 'utf8'))).toBeGreaterThanOrEqual(8192);
    await down(NAME);
    expect(await readFile(LIMIT, 'utf8')).toBe(before);
    await expect(statfs('/var/lib/clusterdesk-lab')).rejects.toThrow('ENOENT');
  },
);

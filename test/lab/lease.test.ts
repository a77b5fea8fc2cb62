import { describe, expect, inject, test } from 'vitest';
import { exec, labSupport, leaseLab, powerOff } from './index.ts';

const support = await labSupport();

describe.skipIf(!support.ok)('hosts that are lent', () => {
  const owner = inject('labOwner');
  const bare = { docker: false };
  const touch = (lab: string, index: number, file: string) => exec(lab, index, ['touch', file]);
  const isThere = async (lab: string, index: number, file: string) =>
    (await exec(lab, index, ['test', '-e', file])).code === 0;

  test('are lent again, unless they are not as they were or of another kind', async () => {
    const first = await leaseLab({ owner, hosts: [bare, bare, bare] });
    const { name } = first.lab;
    const other = await leaseLab({ owner, hosts: [bare] });
    expect(other.lab.name).not.toBe(name);
    expect(await other.giveBack([])).toEqual([]);

    // by a file outside of what is looked at, a host is known again
    for (const index of [1, 2, 3]) await touch(name, index, '/var/log/known');
    await touch(name, 2, '/etc/forgotten');
    await exec(name, 2, ['hostname', 'renamed']);
    expect(await first.giveBack([3])).toEqual([
      expect.stringMatching(/^2: \+ \/etc\/forgotten: file/),
      '2: - name: node2: is so',
      '2: + name: renamed: is so',
    ]);

    const second = await leaseLab({ owner, hosts: [bare, bare, bare] });
    expect(second.lab.name).toBe(name);
    const known = [1, 2, 3].map((index) => isThere(name, index, '/var/log/known'));
    expect(await Promise.all(known)).toEqual([true, false, false]);
    expect(second.lab.hosts.map(({ hostKey }) => hostKey)).not.toEqual(
      first.lab.hosts.map(({ hostKey }) => hostKey),
    );
    await powerOff(name, 2);
    expect(await second.giveBack([])).toEqual([expect.stringMatching(/^2: .* is off/)]);

    const third = await leaseLab({ owner, hosts: [{ docker: false, diskMb: 64 }, bare] });
    expect(third.lab.name).toBe(name);
    expect(third.lab.hosts.length).toBe(2);
    expect(await isThere(name, 1, '/var/log/known')).toBe(false);
    expect(await third.giveBack([])).toEqual([]);
  });
});

// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Cluster } from '../../../shared/contract/cluster.ts';
import { problem } from '../../../shared/contract/errors.ts';
import { cluster, host, id, operation } from '../../test/fixtures.testing.ts';
import { memoryBridge } from '../../test/memory-bridge.testing.ts';
import { setUpPage, renderPage } from '../../test/render.testing.tsx';

setUpPage();

const worker = { isMasterNode: false, isSlaveNode: true, isClientNode: false } as const;
const items = [
  host(),
  host({ ...worker, hostId: id(201), hostName: 'node-2', ip: '10.0.0.12' }),
  host({ ...worker, hostId: id(202), hostName: '', ip: '10.0.0.13', status: 'OFFLINE' }),
];

async function openCluster(values: Partial<Cluster> = {}) {
  const bridge = memoryBridge({
    'clusters.get': () => cluster(values),
    'clusters.listHosts': () => ({ count: items.length, items }),
    'operations.list': () => ({ count: 0, items: [] }),
    'operations.get': () => operation({ kind: 'remove-hosts' }),
  });
  const page = renderPage(`/clusters/${id(100)}`, bridge);
  await screen.findByRole('rowheader', { name: 'node-2' });
  return page;
}

const removeButton = () => screen.getByRole('button', { name: 'Remove hosts' });
const selected = () =>
  screen
    .getAllByRole<HTMLInputElement>('checkbox', { name: /^Select (?!all)/ })
    .map((box) => [box.getAttribute('aria-label'), box.checked]);

test('hosts that are no masters are selected one by one or all at once', async () => {
  const { user } = await openCluster();
  expect(selected()).toEqual([
    ['Select node-2', false],
    ['Select 10.0.0.13', false],
  ]);
  expect(removeButton()).toHaveProperty('disabled', true);
  const all = screen.getByRole<HTMLInputElement>('checkbox', {
    name: 'Select all hosts that can be removed',
  });
  await user.click(screen.getByRole('checkbox', { name: 'Select node-2' }));
  expect(all.indeterminate).toBe(true);
  expect(screen.getByText('1 host selected')).toBeDefined();
  await user.click(all);
  expect(all.indeterminate).toBe(false);
  expect(selected().map(([, checked]) => checked)).toEqual([true, true]);
  await user.click(all);
  expect(removeButton()).toHaveProperty('disabled', true);
});

test('removing says what happens and leads to the live operation', async () => {
  const { user, bridge } = await openCluster({ status: 'FAILED' });
  bridge.answer({ 'clusters.removeHosts': () => ({ operationId: id(300) }) });
  screen.getByRole('checkbox', { name: 'Select 10.0.0.13' }).focus();
  await user.keyboard(' ');
  removeButton().focus();
  await user.keyboard('{Enter}');
  const dialog = await screen.findByRole('dialog', { name: 'Remove these hosts from staging?' });
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'));
  expect(within(dialog).getByRole('list', { name: 'Hosts to remove' }).textContent).toBe(
    '10.0.0.1310.0.0.13',
  );
  for (const text of [/is drained/, /taken off the cluster/, /does not answer is written off/]) {
    expect(within(dialog).getByText(text)).toBeDefined();
  }
  await user.click(within(dialog).getByRole('button', { name: 'Remove the hosts' }));
  await screen.findByRole('grid', { name: 'Steps of each host' });
  expect(bridge.calls.find(({ name }) => name === 'clusters.removeHosts')?.input).toEqual({
    id: id(100),
    host_ids: [id(202)],
  });
});

test.each(['E50018', 'E50105', 'E50016'] as const)(
  'a refusal (%s) stays in the dialog',
  async (code) => {
    const { user, bridge } = await openCluster();
    bridge.answer({ 'clusters.removeHosts': () => problem(code, 'This is why not.') });
    await user.click(screen.getByRole('checkbox', { name: 'Select node-2' }));
    await user.click(removeButton());
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Remove the hosts' }));
    expect(await within(dialog).findByText('This is why not.')).toBeDefined();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByRole('checkbox', { name: 'Select node-2' })).toHaveProperty('checked', true);
    await user.click(removeButton());
    await screen.findByRole('dialog');
    expect(screen.queryByText('This is why not.')).toBeNull();
  },
);

test('a host that has left meanwhile is selected no longer', async () => {
  const { user, bridge } = await openCluster();
  await user.click(screen.getByRole('checkbox', { name: 'Select node-2' }));
  bridge.answer({ 'clusters.listHosts': () => ({ count: 1, items: items.slice(0, 1) }) });
  bridge.emit('changes', { resource: 'host', id: id(201) });
  await waitFor(() => expect(screen.queryByText('1 host selected')).toBeNull());
  expect(removeButton()).toHaveProperty('disabled', true);
  expect(bridge.calls.findLast(({ name }) => name === 'clusters.listHosts')?.input).toEqual({
    id: id(100),
    status: 'unterminated',
  });
});

test.each(['INSTALLING', 'MODIFYING', 'TERMINATING', 'TERMINATED'] as const)(
  'a cluster that is %s offers no change of its hosts',
  async (status) => {
    await openCluster({ status, actions: [] });
    expect(screen.queryByRole('button', { name: 'Add hosts' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Remove hosts' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
    expect(screen.queryByRole('checkbox')).toBeNull();
  },
);

test('what can be done is what the control plane says, whatever the status', async () => {
  await openCluster({ status: 'FAILED', actions: ['addHosts'] });
  expect(screen.getByRole('button', { name: 'Add hosts' })).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Remove hosts' })).toBeNull();
  expect(screen.queryByRole('checkbox')).toBeNull();
});

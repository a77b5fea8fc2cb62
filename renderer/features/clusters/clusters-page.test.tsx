// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem } from '../../../shared/contract/errors.ts';
import { cluster, host, id, operation, summary } from '../../test/fixtures.testing.ts';
import { memoryBridge } from '../../test/memory-bridge.testing.ts';
import { setUpPage, renderPage } from '../../test/render.testing.tsx';

setUpPage();

const both = [
  cluster({ _id: id(100), name: 'staging', status: 'INSTALLING', endPoint: '', actions: [] }),
  cluster({ _id: id(101), name: 'production' }),
];

function listing(items = both) {
  return memoryBridge({ 'clusters.list': () => ({ count: items.length, items }) });
}

const rowNames = () =>
  within(screen.getByRole('table', { name: 'Clusters' }))
    .getAllByRole('rowheader')
    .map((cell) => cell.textContent);

test('an empty list leads to the form', async () => {
  const { user } = renderPage('/', listing([]));
  await screen.findByText('No clusters yet');
  await user.click(screen.getByRole('link', { name: 'Create a cluster' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Create a cluster' })).toBeDefined();
});

test('the list is filtered by name and asks for one status', async () => {
  const { user, bridge } = renderPage('/clusters', listing());
  await screen.findByRole('link', { name: 'staging' });
  await user.type(screen.getByRole('searchbox', { name: 'Filter by name' }), 'PROD');
  await waitFor(() => expect(rowNames()).toEqual(['production']));
  await user.selectOptions(screen.getByRole('combobox', { name: 'Filter by status' }), 'FAILED');
  await waitFor(() =>
    expect(bridge.calls).toContainEqual({
      name: 'clusters.list',
      input: { status: 'FAILED', sort: '-time_create' },
    }),
  );
});

test('a change in the control plane is read at once', async () => {
  const { bridge } = renderPage('/clusters', listing());
  const table = await screen.findByRole('table', { name: 'Clusters' });
  expect(within(table).getByText('Installing')).toBeDefined();
  const items = [cluster({ name: 'staging', status: 'RUNNING' })];
  bridge.answer({ 'clusters.list': () => ({ count: 1, items }) });
  bridge.emit('changes', { resource: 'cluster', id: id(100) });
  await waitFor(() => expect(within(table).queryByText('Installing')).toBeNull());
  expect(within(table).getByText('Running')).toBeDefined();
});

test('a cluster is deleted only after its name was typed', async () => {
  const { user, bridge } = renderPage('/clusters', listing());
  bridge.answer({
    'clusters.delete': () => ({ operationId: id(300) }),
    'operations.get': () => operation({ kind: 'delete-cluster' }),
  });
  await screen.findByRole('link', { name: 'production' });
  expect(screen.queryByRole('button', { name: 'Delete staging' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Delete production' }));
  const dialog = await screen.findByRole('dialog', { name: 'Delete the cluster production?' });
  const submit = within(dialog).getByRole('button', { name: 'Delete the cluster' });
  expect(submit).toHaveProperty('disabled', true);
  await user.type(within(dialog).getByLabelText('Type production to confirm'), 'production');
  await user.click(submit);
  await screen.findByRole('grid', { name: 'Steps of each host' });
  expect(bridge.calls.find(({ name }) => name === 'clusters.delete')?.input).toEqual({
    id: id(101),
    write_off: false,
  });
});

test('machines that do not answer are given up only where that was chosen', async () => {
  const { user, bridge } = renderPage('/clusters', listing());
  bridge.answer({ 'clusters.delete': () => ({ operationId: null }) });
  const giveUp = { name: 'Give up machines that do not answer' };
  await user.click(await screen.findByRole('button', { name: 'Delete production' }));
  await user.click(await screen.findByRole('checkbox', giveUp));
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await user.click(screen.getByRole('button', { name: 'Delete production' }));
  const box = await screen.findByRole('checkbox', giveUp);
  expect(box).toHaveProperty('checked', false);
  const hint = document.getElementById(box.getAttribute('aria-describedby') ?? '');
  expect(hint?.textContent).toContain('stay on them as they are');
  await user.click(box);
  await user.type(screen.getByLabelText('Type production to confirm'), 'production{Enter}');
  await waitFor(() =>
    expect(bridge.calls).toContainEqual({
      name: 'clusters.delete',
      input: { id: id(101), write_off: true },
    }),
  );
});

test('a refused deletion says why and keeps the dialog', async () => {
  const { user, bridge } = renderPage('/clusters', listing());
  bridge.answer({ 'clusters.delete': () => problem('E50016', 'An operation is running.') });
  await user.click(await screen.findByRole('button', { name: 'Delete production' }));
  await user.type(await screen.findByLabelText('Type production to confirm'), 'production');
  await user.click(screen.getByRole('button', { name: 'Delete the cluster' }));
  expect(await screen.findByText('An operation is running.')).toBeDefined();
});

test('a list that cannot be read says why and is tried again', async () => {
  const bridge = memoryBridge({ 'clusters.list': () => problem('E12003', 'The disk is gone.') });
  const { user } = renderPage('/clusters', bridge);
  await screen.findByText('The disk is gone.');
  bridge.answer({ 'clusters.list': () => ({ count: 2, items: both }) });
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('link', { name: 'staging' })).toBeDefined();
});

test('a cluster shows its hosts and what runs on it', async () => {
  const bridge = memoryBridge({
    'clusters.get': () => cluster(),
    'clusters.listHosts': () => ({
      count: 2,
      items: [
        host(),
        host({
          hostId: id(201),
          hostName: 'node-2',
          isMasterNode: false,
          isClientNode: false,
          isSlaveNode: true,
          isSharedNode: true,
          status: 'OFFLINE',
          cpu: '',
          tag: ['lb=enable'],
        }),
      ],
    }),
    'operations.list': () => ({ count: 1, items: [summary()] }),
  });
  renderPage(`/clusters/${id(100)}`, bridge);
  const hosts = await screen.findByRole('table', { name: 'Hosts' });
  const [, first, second] = within(hosts).getAllByRole('row');
  expect(first?.textContent).toContain('0.5 of 2');
  expect(first?.textContent).toContain('1 of 3.8 GiB');
  for (const text of ['node-2', 'Shared', 'Offline', 'lb=enable', 'unknown']) {
    expect(second?.textContent).toContain(text);
  }
  expect(screen.getByRole('link', { name: 'Watch it live' }).getAttribute('href')).toContain(
    `/operations/${id(300)}`,
  );
  expect(bridge.calls).toContainEqual({
    name: 'operations.list',
    input: { cluster_id: id(100), sort: '-time_create' },
  });
});

test('the operations can be narrowed to a state', async () => {
  const bridge = memoryBridge({ 'operations.list': () => ({ count: 1, items: [summary()] }) });
  const { user } = renderPage('/operations', bridge);
  await screen.findByRole('link', { name: 'Create the cluster' });
  await user.selectOptions(screen.getByRole('combobox', { name: 'Filter by state' }), 'failed');
  await waitFor(() =>
    expect(bridge.calls).toContainEqual({
      name: 'operations.list',
      input: { state: 'failed', sort: '-time_create', skip: 0, limit: 50 },
    }),
  );
});

test('an address that leads nowhere says so', async () => {
  renderPage('/nowhere');
  expect(
    await screen.findByRole('heading', { level: 1, name: 'There is no such page' }),
  ).toBeDefined();
});

test('theme and language are chosen once and remembered', async () => {
  const { user } = renderPage('/clusters', listing());
  await screen.findByRole('link', { name: 'staging' });
  await user.click(screen.getByRole('radio', { name: 'Dark' }));
  expect(document.documentElement.dataset.theme).toBe('dark');
  await user.click(screen.getByRole('radio', { name: '中文' }));
  await screen.findByRole('heading', { level: 1, name: '集群' });
  expect(Object.fromEntries(Object.entries(localStorage))).toMatchObject({
    'clusterdesk.theme': 'dark',
    'clusterdesk.language': 'zh',
  });
});

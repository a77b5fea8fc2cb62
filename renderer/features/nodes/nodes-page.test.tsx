// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { hostRole, type HostListItem } from '../../../shared/contract/host.ts';
import { cluster, host, id } from '../../test/fixtures.testing.ts';
import { memoryBridge } from '../../test/memory-bridge.testing.ts';
import { renderPage, setUpPage } from '../../test/render.testing.tsx';

setUpPage();

const worker = { isMasterNode: false, isSlaveNode: true, isClientNode: false } as const;
const production = { clusterId: id(101), clusterName: 'production' } as const;
const few = [
  host({ ...production, hostId: id(201), hostName: 'db-1', ip: '10.0.1.11' }),
  host({ ...production, ...worker, hostId: id(202), hostName: 'db-2', status: 'OFFLINE' }),
  host({ hostId: id(203), hostName: 'web-1' }),
];

/** A control plane that has these hosts, and filters them as it is asked to. */
function controlPlaneWith(hosts: HostListItem[]) {
  return memoryBridge({
    'clusters.list': () => ({
      count: 2,
      items: [
        cluster({ _id: id(101), name: 'production' }),
        cluster({ _id: id(100), name: 'staging' }),
      ],
    }),
    'hosts.list': ({ q = '', status = '', role = '', cluster_id = '', skip, limit }) => {
      const matching = hosts.filter(
        (one) =>
          one.hostName.includes(q) &&
          (status === 'unterminated' || one.status === status) &&
          (cluster_id === '' || one.clusterId === cluster_id) &&
          (role === '' ||
            hostRole({ isMaster: one.isMasterNode, isShared: one.isSharedNode }) === role),
      );
      const from = Number(skip);
      return { count: matching.length, items: matching.slice(from, from + Number(limit)) };
    },
  });
}

const names = () =>
  within(screen.getByRole('table', { name: 'Hosts' }))
    .getAllByRole('rowheader')
    .map((cell) => cell.textContent);
const choice = (name: string) => screen.getByRole<HTMLSelectElement>('combobox', { name });

test('the rail leads to the hosts of all clusters, each with the way to its own', async () => {
  const { user, bridge } = renderPage('/clusters', controlPlaneWith(few));
  await user.click(await screen.findByRole('link', { name: 'Nodes' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Nodes' })).toBeDefined();
  await waitFor(() => expect(names()).toEqual(['db-1', 'db-2', 'web-1']));
  expect(screen.getByText('3 nodes')).toBeDefined();
  const row = screen.getByRole('row', { name: /^db-1/ });
  expect(within(row).getByRole('link', { name: 'production' }).getAttribute('href')).toBe(
    `/clusters/${id(101)}`,
  );
  expect(bridge.calls.find(({ name }) => name === 'hosts.list')?.input).toEqual({
    status: 'unterminated',
    sort: 'clusterName,hostName',
    skip: 0,
    limit: 50,
  });
});

test('text, cluster, role and status narrow the list down, and all can be taken back', async () => {
  const { user, router } = renderPage('/nodes', controlPlaneWith(few));
  const text = await screen.findByRole('searchbox', { name: 'Name, address or cluster' });
  await user.type(text, 'db');
  await waitFor(() => expect(names()).toEqual(['db-1', 'db-2']));
  await user.selectOptions(choice('Filter by role'), 'Worker');
  await waitFor(() => expect(names()).toEqual(['db-2']));
  await user.selectOptions(choice('Filter by status'), 'Offline');
  await user.selectOptions(choice('Filter by cluster'), 'staging');
  expect(await screen.findByText('No node matches the filter.')).toBeDefined();
  expect(router.state.location.search).toEqual({
    q: 'db',
    role: 'pure',
    status: 'OFFLINE',
    cluster: id(100),
  });
  await user.click(screen.getByRole('button', { name: 'Clear the filter' }));
  await waitFor(() => expect(names()).toEqual(['db-1', 'db-2', 'web-1']));
  expect(choice('Filter by cluster').value).toBe('');
});

test('filters come back from the address', async () => {
  renderPage(`/nodes?cluster="${id(101)}"&status=OFFLINE`, controlPlaneWith(few));
  await screen.findByRole('rowheader', { name: 'db-2' });
  expect(names()).toEqual(['db-2']);
  await waitFor(() => expect(choice('Filter by cluster').value).toBe(id(101)));
  expect(choice('Filter by status').value).toBe('OFFLINE');
});

test('a thousand nodes come in pages, and another filter begins at the first', async () => {
  const many = Array.from({ length: 1000 }, (_, n) =>
    host({ hostId: id(1000 + n), hostName: `node-${String(n + 1).padStart(4, '0')}` }),
  );
  const { user } = renderPage('/nodes?page=20', controlPlaneWith(many));
  await screen.findByRole('rowheader', { name: 'node-1000' });
  expect(names()).toHaveLength(50);
  expect(screen.getByText('951 to 1000 of 1000')).toBeDefined();
  await user.type(screen.getByRole('searchbox'), '09');
  await screen.findByRole('rowheader', { name: 'node-0009' });
  expect(screen.getByText(/^1 to 50 of/)).toBeDefined();
});

test('a node that has changed is read again', async () => {
  const { bridge } = renderPage('/nodes', controlPlaneWith(few));
  const row = await screen.findByRole('row', { name: /^web-1/ });
  expect(within(row).getByText('Running')).toBeDefined();
  bridge.answer({ 'hosts.list': () => ({ count: 1, items: [host({ status: 'OFFLINE' })] }) });
  bridge.emit('changes', { resource: 'host', id: id(203) });
  expect(await screen.findByText('Offline', { selector: 'td *' })).toBeDefined();
});

test('without any node the way to a cluster is shown', async () => {
  renderPage('/nodes', controlPlaneWith([]));
  expect(await screen.findByText('No nodes yet')).toBeDefined();
  expect(screen.queryByRole('searchbox')).toBeNull();
  expect(screen.getByRole('link', { name: 'Create a cluster' }).getAttribute('href')).toBe(
    '/clusters/new',
  );
});

// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Cluster } from '../../../shared/contract/cluster.ts';
import { problem } from '../../../shared/contract/errors.ts';
import type { Plan } from '../../../shared/contract/operation.ts';
import { cluster, host, id, operation } from '../../test/fixtures.testing.ts';
import { memoryBridge } from '../../test/memory-bridge.testing.ts';
import { setUpPage, renderPage } from '../../test/render.testing.tsx';

setUpPage();

function planOf(errors: Plan['hosts'][number]['errors'] = []): Plan {
  const changes = [{ phase: 'swarm-join' as const, change: 'Join the swarm as worker' }];
  const hosts = [{ host: '10.0.0.14', role: 'pure' as const, facts: {}, changes, errors }];
  return { hosts, changes: 1, errors: errors.length };
}

async function openForm(values: Partial<Cluster> = {}) {
  const bridge = memoryBridge({ 'clusters.get': () => cluster(values) });
  const page = renderPage(`/clusters/${id(100)}/add-hosts`, bridge);
  await screen.findByRole('heading', { level: 1, name: 'Add hosts to staging' });
  return page;
}

const button = (name: string) => screen.getByRole('button', { name });
const box = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const takeOver = () =>
  screen.getByRole<HTMLInputElement>('checkbox', {
    name: 'Take over machines of another controller that is gone for good',
  });

async function fill(user: UserEvent): Promise<void> {
  await user.type(box('Address of machine 1'), '10.0.0.14');
  await user.click(button('Add a machine'));
  await user.type(box('Address of machine 2'), '10.0.0.15');
  await user.selectOptions(screen.getByRole('combobox', { name: 'Role of machine 2' }), 'Shared');
  await user.type(box('Private key'), 'PRIVATE KEY TEXT');
}

test('the form of a cluster that stands asks for machines only, and none is a master', async () => {
  const bridge = memoryBridge({
    'clusters.get': () => cluster(),
    'clusters.listHosts': () => ({ count: 1, items: [host()] }),
    'operations.list': () => ({ count: 0, items: [] }),
  });
  const { user } = renderPage(`/clusters/${id(100)}`, bridge);
  await user.click(await screen.findByRole('button', { name: 'Add hosts' }));
  await screen.findByRole('heading', { level: 1, name: 'Add hosts to staging' });
  const table = screen.getByRole('table', { name: 'Machines to add' });
  const role = within(table).getByRole('combobox', { name: 'Role of machine 1' });
  expect([...role.children].map((option) => option.textContent)).toEqual(['Worker', 'Shared']);
  expect(screen.queryByRole('textbox', { name: 'Cluster name' })).toBeNull();
  expect(screen.queryByRole('combobox', { name: 'Host keys' })).toBeNull();
  expect(screen.queryByText(/^Masters:/)).toBeNull();
});

test('hosts are planned, then added, and the live operation follows', async () => {
  const { user, bridge } = await openForm();
  await fill(user);
  bridge.answer({
    'clusters.planHosts': () => planOf(),
    'clusters.addHosts': () => ({ cluster: cluster(), operationId: id(300) }),
    'operations.get': () => operation({ kind: 'add-hosts' }),
  });
  await user.click(button('Check and show the plan'));
  await screen.findByRole('heading', { level: 1, name: 'The plan for the new hosts of staging' });
  expect(screen.getByText('Join the swarm as worker')).toBeDefined();
  await user.click(button('Add the hosts'));
  await screen.findByRole('grid', { name: 'Steps of each host' });
  const inputs = bridge.calls.filter(({ name }) => name.endsWith('Hosts'));
  expect(inputs.map(({ name }) => name)).toEqual(['clusters.planHosts', 'clusters.addHosts']);
  for (const { input } of inputs) {
    expect(input).toEqual({
      id: id(100),
      addMode: 'reuse',
      takeOver: false,
      sharedCount: 1,
      pureslaveCount: 1,
      sharedNodes: [{ ip: '10.0.0.15', port: 22, sshUser: 'root', privateKey: 'PRIVATE KEY TEXT' }],
      pureslaveNodes: [
        { ip: '10.0.0.14', port: 22, sshUser: 'root', privateKey: 'PRIVATE KEY TEXT' },
      ],
    });
  }
});

test('what is wrong stands at its field, whoever found it', async () => {
  const { user, bridge } = await openForm();
  await user.click(button('Check and show the plan'));
  const summary = await screen.findByRole('alert');
  expect(within(summary).getByText('2 things to correct')).toBeDefined();
  await fill(user);
  bridge.answer({
    'clusters.planHosts': () =>
      problem('E50019', 'in use', {
        details: [
          { field: 'sharedNodes.0.ip', message: 'is a host of cluster "production"' },
          { field: 'pureslaveNodes.0.ip', message: 'is a host of cluster "staging"' },
        ],
      }),
  });
  await user.click(button('Check and show the plan'));
  await screen.findByText(/Address of machine 1/, { selector: 'li *' });
  expect(screen.getByRole('alert').textContent).toContain(
    'Address of machine 2: is a host of cluster "production"',
  );
  for (const n of [1, 2]) {
    expect(box(`Address of machine ${n}`).getAttribute('aria-invalid')).toBe('true');
  }
  await user.type(box('Address of machine 1'), '9');
  await waitFor(() => expect(box('Address of machine 1').getAttribute('aria-invalid')).toBeNull());
});

test('a taken machine leads to the option, which is off until one chooses it', async () => {
  const { user, bridge } = await openForm();
  await fill(user);
  expect(takeOver().checked).toBe(false);
  const note = document.getElementById(takeOver().getAttribute('aria-describedby') ?? '');
  expect(note?.textContent).toContain('Never do this while that controller is still in use');
  bridge.answer({ 'clusters.planHosts': () => planOf([problem('HOST_TAKEN', 'Another has it.')]) });
  await user.click(button('Check and show the plan'));
  await screen.findByText(/switch on “Take over machines of another controller/);
  expect(button('Add the hosts')).toHaveProperty('disabled', true);
  await user.click(button('Change the description'));
  await user.click(takeOver());
  bridge.answer({ 'clusters.planHosts': () => planOf() });
  await user.click(button('Check and show the plan'));
  await waitFor(() => expect(button('Add the hosts')).toHaveProperty('disabled', false));
  const planned = bridge.calls.findLast(({ name }) => name === 'clusters.planHosts');
  expect(planned?.input).toMatchObject({ takeOver: true });
});

test('a busy cluster is told, and a refusal keeps what was typed', async () => {
  const { user, bridge } = await openForm({ status: 'MODIFYING', actions: [] });
  expect(screen.getByText(/Its status is now: Changing/)).toBeDefined();
  await fill(user);
  bridge.answer({ 'clusters.planHosts': () => problem('E50016', 'An operation has it.') });
  await user.click(button('Check and show the plan'));
  expect(await screen.findByText('An operation has it.')).toBeDefined();
  expect(box('Address of machine 1').value).toBe('10.0.0.14');
});

test('leaving with something typed asks first', async () => {
  const { user } = await openForm();
  await user.type(box('Address of machine 1'), '10');
  await user.click(screen.getByRole('link', { name: 'Clusters' }));
  await screen.findByRole('alertdialog', { name: 'Leave without adding the hosts?' });
  await user.click(button('Stay here'));
  expect(box('Address of machine 1').value).toBe('10');
});

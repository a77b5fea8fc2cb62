// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { problem } from '../../../shared/contract/errors.ts';
import type { Plan } from '../../../shared/contract/operation.ts';
import { cluster, id, operation } from '../../test/fixtures.testing.ts';
import { memoryBridge } from '../../test/memory-bridge.testing.ts';
import { setUpPage, renderPage } from '../../test/render.testing.tsx';

setUpPage();

const secrets = ['PRIVATE KEY TEXT', 'passphrase-secret', 'sudo-secret'];

function planOf(errors: Plan['hosts'][number]['errors'] = []): Plan {
  const changes = [{ phase: 'install-docker' as const, change: 'Install docker.io with apt' }];
  const facts = { os: 'Debian GNU/Linux 12', docker: 'not installed' };
  const hosts = [{ host: '10.0.0.1', role: 'master' as const, facts, changes, errors }];
  return { hosts, changes: 1, errors: errors.length };
}

async function openForm() {
  const page = renderPage('/clusters/new', memoryBridge());
  await screen.findByRole('heading', { level: 1, name: 'Create a cluster' });
  return page;
}

const button = (name: string) => screen.getByRole('button', { name });
const box = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });

async function fill(user: UserEvent): Promise<void> {
  await user.type(box('Cluster name'), 'staging');
  await user.click(button('Paste a list'));
  await user.type(
    await screen.findByRole('textbox', { name: 'List of machines' }),
    '10.0.0.1\n10.0.0.2\nops@10.0.0.3:2222',
  );
  await user.click(button('Add these machines'));
  await user.type(box('Private key'), 'PRIVATE KEY TEXT');
  await user.type(screen.getByLabelText('Passphrase of the key'), 'passphrase-secret');
  await user.type(screen.getByLabelText('Password for sudo'), 'sudo-secret');
}

test('errors stand in a summary that takes the focus and leads to the fields', async () => {
  const { user, bridge } = await openForm();
  await user.click(button('Check and show the plan'));
  const summary = await screen.findByRole('alert');
  expect(within(summary).getByText('5 things to correct')).toBeDefined();
  await waitFor(() => expect(document.activeElement).toBe(summary));
  expect(bridge.calls.some(({ name }) => name === 'clusters.plan')).toBe(false);

  const address = box('Address of machine 2');
  expect(address.getAttribute('aria-invalid')).toBe('true');
  await user.click(within(summary).getByRole('button', { name: 'Address of machine 2' }));
  expect(document.activeElement).toBe(address);
  await user.type(address, '10.0.0.2');
  await waitFor(() => expect(address.getAttribute('aria-invalid')).toBeNull());
});

test('what the control plane refuses stands at its field, and nothing typed is lost', async () => {
  const { user, bridge } = await openForm();
  await fill(user);
  bridge.answer({
    'clusters.plan': () =>
      problem('E12002', 'invalid', {
        details: [
          { field: 'sharedNodes.0.ip', message: 'is a machine of another cluster' },
          { field: 'masterNodes.0.privateKey', message: 'cannot be decoded' },
          { field: 'masterCount', message: 'does not fit' },
        ],
      }),
  });
  await user.click(button('Check and show the plan'));
  const summary = await screen.findByRole('alert');
  expect(summary.textContent).toContain('Address of machine 2: is a machine of another cluster');
  expect(summary.textContent).toContain('Private key: cannot be decoded');
  expect(summary.textContent).toContain('masterCount: does not fit');
  const address = box('Address of machine 2');
  expect(address.getAttribute('aria-describedby')).toBe('field-nodes-1-ip-error');
  expect(box('Cluster name').value).toBe('staging');
  expect(box('Private key').value).toBe('PRIVATE KEY TEXT');
  expect(box('User of machine 3').value).toBe('ops');

  await user.type(address, '9');
  await waitFor(() => expect(address.getAttribute('aria-invalid')).toBeNull());
  expect(screen.getByRole('alert').textContent).toContain('cannot be decoded');
});

test('a name in use stands at the name though the answer lists no fields', async () => {
  const { user, bridge } = await openForm();
  await fill(user);
  bridge.answer({ 'clusters.plan': () => problem('E50003', 'A cluster named staging exists.') });
  await user.click(button('Check and show the plan'));
  await waitFor(() => expect(box('Cluster name').getAttribute('aria-invalid')).toBe('true'));
});

test('the plan is shown per host; with errors there is no way on but to mend them', async () => {
  const { user, bridge } = await openForm();
  await fill(user);
  bridge.answer({
    'clusters.plan': () => planOf([problem('HOST_LOGIN_REFUSED', 'no', { host: '10.0.0.1' })]),
  });
  await user.click(button('Check and show the plan'));
  await screen.findByRole('heading', { level: 1, name: 'The plan for staging' });
  expect(screen.getByRole('article', { name: 'Login refused' })).toBeDefined();
  expect(button('Create the cluster')).toHaveProperty('disabled', true);

  bridge.answer({ 'clusters.plan': () => planOf() });
  await user.click(button('Check again'));
  await waitFor(() => expect(button('Create the cluster')).toHaveProperty('disabled', false));
  expect(screen.getByText('Install docker.io with apt')).toBeDefined();
  expect(screen.getByText('Debian GNU/Linux 12')).toBeDefined();

  await user.click(button('Change the description'));
  expect(box('Cluster name').value).toBe('staging');
});

test('creating leads to the live operation and leaves no secret behind', async () => {
  const { user, bridge, router, queryClient, container } = await openForm();
  await fill(user);
  bridge.answer({
    'clusters.plan': () => planOf(),
    'clusters.create': () => ({ cluster: cluster(), operationId: id(300) }),
    'operations.get': () => operation(),
  });
  await user.click(button('Check and show the plan'));
  await user.click(await screen.findByRole('button', { name: 'Create the cluster' }));
  await screen.findByRole('grid', { name: 'Steps of each host' });

  expect(bridge.calls.find(({ name }) => name === 'clusters.create')?.input).toMatchObject({
    name: 'staging',
    masterNodes: [{ ip: '10.0.0.1', sshUser: 'root', privateKey: secrets[0] }],
    pureslaveNodes: [{ ip: '10.0.0.3', sshUser: 'ops', port: 2222, sudoPassword: secrets[2] }],
  });
  await router.navigate({ to: '/clusters/new' });
  await screen.findByRole('heading', { level: 1, name: 'Create a cluster' });
  const values = [...container.querySelectorAll('input, textarea')].map(
    (control) => (control as HTMLInputElement).value,
  );
  const kept = JSON.stringify([
    values,
    Object.entries(localStorage),
    Object.entries(sessionStorage),
    router.state.location.href,
    router.history.location,
    queryClient
      .getQueryCache()
      .getAll()
      .map(({ state, queryKey }) => [state, queryKey]),
    queryClient
      .getMutationCache()
      .getAll()
      .map(({ state }) => state),
  ]);
  for (const secret of secrets) expect(kept).not.toContain(secret);
});

test('leaving a form one has typed into asks first', async () => {
  const { user } = await openForm();
  await user.type(box('Cluster name'), 'staging');
  await user.click(screen.getByRole('link', { name: 'Operations' }));
  await user.click(await screen.findByRole('button', { name: 'Stay here' }));
  expect(box('Cluster name').value).toBe('staging');
  await user.click(screen.getByRole('link', { name: 'Operations' }));
  await user.click(await screen.findByRole('button', { name: 'Leave' }));
  await screen.findByRole('heading', { level: 1, name: 'Operations' });
});

test('a host key is pinned only after it was confirmed', async () => {
  const { user, bridge } = await openForm();
  const hostKey = `SHA256:${'a'.repeat(43)}`;
  bridge.answer({ 'hosts.scanKey': () => ({ hostKey }) });
  await user.click(button('More settings of machine 1'));
  await user.click(button('Read it from the host of machine 1'));
  expect(await screen.findByText('Enter the address first.')).toBeDefined();
  await user.type(box('Address of machine 1'), '10.0.0.1');
  await user.click(button('Read it from the host of machine 1'));
  const dialog = await screen.findByRole('dialog', { name: 'Is this the key of 10.0.0.1:22?' });
  expect(within(dialog).getByText(hostKey)).toBeDefined();
  const [field] = screen.getAllByLabelText<HTMLInputElement>('Pinned host key of machine 1');
  expect(field?.value).toBe('');
  await user.click(within(dialog).getByRole('button', { name: 'It is the same: pin it' }));
  await waitFor(() => expect(field?.value).toBe(hostKey));
});

test('a key file is read into the form', async () => {
  const { user } = await openForm();
  const file = new File(['KEY FROM FILE'], 'id_ed25519');
  await user.upload(screen.getByTestId('field-login-file'), file);
  await waitFor(() => expect(box('Private key').value).toBe('KEY FROM FILE'));
  expect(screen.getByText('Key read from id_ed25519.')).toBeDefined();
});

test('without a common login each machine has its own fields', async () => {
  const { user } = await openForm();
  await user.click(screen.getByRole('checkbox', { name: 'Use the same login for all' }));
  expect(screen.queryByRole('textbox', { name: 'Private key' })).toBeNull();
  expect(box('Private key of machine 3')).toBeDefined();
});

test('the rows follow the category until an address is typed', async () => {
  const { user } = await openForm();
  await user.click(screen.getByRole('radio', { name: /Highly available/ }));
  await screen.findByText('Masters: 3');
  await user.type(box('Address of machine 1'), '10.0.0.1');
  await user.click(screen.getByRole('radio', { name: /Compact/ }));
  expect(screen.getByText('Masters: 3')).toBeDefined();
});

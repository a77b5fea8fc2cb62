// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { toErrorAnswer } from '../../shared/contract/answer.ts';
import { problem } from '../../shared/contract/errors.ts';
import { setUpPage } from '../test/render.testing.tsx';
import { BrowserGate } from './browser-gate.tsx';

setUpPage();

/** A socket that never opens: what is behind the gate is not this test's matter. */
class SilentSocket extends EventTarget {
  static readonly OPEN = 1;
  static last: SilentSocket | undefined;
  readonly readyState = 0;
  constructor() {
    super();
    SilentSocket.last = this;
  }
  close(): void {}
}

let signedIn = false;
const posted: unknown[] = [];

function answer(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

function serve(post: () => Response): void {
  vi.stubGlobal('WebSocket', SilentSocket);
  vi.stubGlobal('fetch', (_url: string, init?: RequestInit) => {
    if (init?.method === 'DELETE') signedIn = false;
    if (init?.method !== 'POST') return Promise.resolve(answer({ signedIn }));
    posted.push(JSON.parse(init.body as string));
    const response = post();
    signedIn = response.ok;
    return Promise.resolve(response);
  });
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  signedIn = false;
  posted.length = 0;
  location.hash = '';
});

test('the code opens the page, signing out closes it', async () => {
  serve(() => answer({ signedIn: true }));
  render(<BrowserGate />);
  const user = userEvent.setup();
  const input = await screen.findByLabelText('One-time code or access token');
  await waitFor(() => expect(document.activeElement).toBe(input));
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText('Enter the code or a token.')).toBeDefined();
  expect(posted).toEqual([]);
  await user.type(input, ' ABCD2345 {Enter}');
  await screen.findByRole('navigation', { name: 'Main navigation' });
  expect(posted).toEqual([{ code: 'ABCD2345' }]);
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  await screen.findByRole('heading', { name: 'Sign in to Clusterdesk' });
});

test('a session that ends leaves what was typed, and a new one finds it', async () => {
  serve(() => answer({ signedIn: true }));
  signedIn = true;
  location.hash = '#/clusters/new';
  render(<BrowserGate />);
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText('Cluster name'), 'staging');
  signedIn = false;
  SilentSocket.last?.dispatchEvent(new Event('close'));
  await user.type(await screen.findByLabelText('One-time code or access token'), 'ABCD{Enter}');
  await screen.findByRole('heading', { level: 1, name: 'Create a cluster' });
  expect(screen.getByLabelText<HTMLInputElement>('Cluster name').value).toBe('staging');
  expect(screen.queryByText('Your session has ended. Sign in again.')).toBeNull();
});

test('a refusal is shown with what to do, and the code can be typed again', async () => {
  const refusal = problem('E10051', 'The code is not valid (any more).', {
    fix: 'Take the newest code.',
  });
  serve(() => answer(toErrorAnswer(refusal), 401));
  render(<BrowserGate />);
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText('One-time code or access token'), 'WRONG{Enter}');
  expect(await screen.findByText(/not valid.*Take the newest code/)).toBeDefined();
  expect(screen.getByRole('button', { name: 'Sign in' }).getAttribute('aria-disabled')).toBeNull();
});

import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  confinePages,
  denyPermissions,
  isExternalPage,
  isTrustedSender,
  type PageMessage,
} from './security.ts';

type OpenHandler = (details: { url: string }) => { action: string };

class Contents extends EventEmitter {
  open: OpenHandler | undefined;
  setWindowOpenHandler(handler: OpenHandler): void {
    this.open = handler;
  }
}

const opened: string[] = [];
let app: EventEmitter;
let contents: Contents;

beforeEach(() => {
  app = new EventEmitter();
  contents = new Contents();
  confinePages(app as never, async (url) => void opened.push(url));
  app.emit('web-contents-created', {}, contents);
});
afterEach(() => {
  opened.length = 0;
});

test.each([
  ['https://example.com/a?b#c', true],
  ['http://example.com/', false],
  ['https://user:pw@example.com/', false],
  ['https://user@example.com/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['smb://server/share', false],
  ['not an address', false],
])('%s may be opened outside: %s', (url, allowed) => {
  expect(isExternalPage(url)).toBe(allowed);
  expect(contents.open?.({ url })).toEqual({ action: 'deny' });
  expect(opened).toEqual(allowed ? [url] : []);
});

describe('a page goes nowhere else', () => {
  test.each(['will-frame-navigate', 'will-redirect'])('%s', (name) => {
    const stays = (url: string) => {
      const preventDefault = vi.fn<() => void>();
      contents.emit(name, { url, preventDefault });
      return preventDefault.mock.calls.length === 1;
    };
    expect(stays('app://clusterdesk/clusters')).toBe(false);
    expect(stays('app://clusterdesk.example/')).toBe(true);
    expect(stays('https://clusterdesk/')).toBe(true);
    expect(stays('about:blank')).toBe(true);
    expect(stays('data:text/html,x')).toBe(true);
  });

  test('it attaches no webview', () => {
    const preventDefault = vi.fn<() => void>();
    contents.emit('will-attach-webview', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  test('it accepts no bad certificate and sends none', () => {
    const preventDefault = vi.fn<() => void>();
    const accept = vi.fn<(accepted: boolean) => void>();
    app.emit('certificate-error', { preventDefault }, contents, 'https://x', 'e', {}, accept);
    expect(accept.mock.calls).toEqual([[false]]);
    const choose = vi.fn<(certificate?: unknown) => void>();
    app.emit('select-client-certificate', { preventDefault }, contents, 'https://x', [{}], choose);
    expect(choose.mock.calls).toEqual([[]]);
    expect(preventDefault).toHaveBeenCalledTimes(2);
  });
});

test('of all permissions only copying to the clipboard is given, and only to our page', () => {
  type Request = (contents: object, name: string, answer: (given: boolean) => void) => void;
  type Check = (contents: object | null, name: string, origin: string) => boolean;
  let request: Request | undefined;
  let check: Check | undefined;
  const session = {
    setPermissionRequestHandler: (handler: Request) => {
      request = handler;
    },
    setPermissionCheckHandler: (handler: Check) => {
      check = handler;
    },
    setDevicePermissionHandler: (handler: () => boolean) => expect(handler()).toBe(false),
  };
  denyPermissions(session as never);
  const given = (name: string, url: string): boolean[] => {
    const answer = vi.fn<(given: boolean) => void>();
    request?.({ getURL: () => url }, name, answer);
    return [answer.mock.calls[0]?.[0] === true, check?.(null, name, url) === true];
  };
  const ours = 'app://clusterdesk/';
  expect(given('clipboard-sanitized-write', ours)).toEqual([true, true]);
  expect(given('clipboard-sanitized-write', 'https://example.com/')).toEqual([false, false]);
  for (const name of ['clipboard-read', 'media', 'geolocation', 'notifications', 'openExternal'])
    expect(given(name, ours)).toEqual([false, false]);
});

describe('a message is trusted', () => {
  const sender = { isDestroyed: () => false };
  const frame = { origin: 'app://clusterdesk', parent: null };
  const trusted = (message: object) => isTrustedSender(message as PageMessage);

  test('from the main frame of our page alone', () => {
    expect(trusted({ sender, senderFrame: frame })).toBe(true);
    expect(trusted({ sender, senderFrame: null })).toBe(false);
    expect(trusted({ sender, senderFrame: { ...frame, parent: frame } })).toBe(false);
    expect(trusted({ sender, senderFrame: { ...frame, origin: 'null' } })).toBe(false);
    expect(trusted({ sender, senderFrame: { ...frame, origin: 'https://clusterdesk' } })).toBe(
      false,
    );
    expect(trusted({ sender: { isDestroyed: () => true }, senderFrame: frame })).toBe(false);
  });
});

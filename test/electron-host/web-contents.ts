import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import type { CDPSession, Page } from 'playwright-core';
import { fromChromium, toChromium } from './addresses.ts';
import { ipcMain } from './ipc-main.ts';
import { answerFor } from './protocol.ts';
import { applyPermissions } from './session.ts';
import { createEnd, isolatedWorld, mainWorld, type FromPreload, type ToPreload } from './worlds.ts';

const WORLD = 'Electron Isolated Context';

interface OpenDetails {
  readonly url: string;
}
type OpenHandler = (details: OpenDetails) => { action: 'allow' | 'deny' };

/** An Electron event: a listener may refuse what is about to happen. */
export class Refusable {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

interface PausedRequest {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly postData?: string;
  };
}

interface Frame {
  readonly url: string;
  readonly origin: string;
  readonly parent: null;
}

let lastId = 0;

/** What runs in the worlds of each new document, the main world's part first. */
function scripts(preload: string | undefined): { main: string; isolated: string } {
  const secret = JSON.stringify(randomBytes(16).toString('hex'));
  const wrapped =
    preload === undefined
      ? '() => {}'
      : `(require, module) => { const exports = module.exports; ${readFileSync(preload, 'utf8')}\n}`;
  return {
    main: `(${mainWorld.toString()})(${createEnd.toString()}, ${secret})`,
    isolated: `(${isolatedWorld.toString()})(${createEnd.toString()}, ${secret}, ${wrapped})`,
  };
}

/** Electron's WebContents over a page of Chromium, driven through its debugging protocol. */
export class WebContents extends EventEmitter {
  readonly id: number;
  /** Resolves when the page is there and its worlds are prepared. */
  readonly ready: Promise<void>;
  #page: Page | undefined;
  #cdp: CDPSession | undefined;
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  #preloadContext: number | undefined;
  #mainFrameId = '';
  /** The address that the app itself loads: it needs nobody's leave. */
  #loading: string | undefined;
  #destroyed = false;

  constructor(page: Promise<Page>, preload: string | undefined) {
    super();
    lastId += 1;
    this.id = lastId;
    this.ready = this.#prepare(page, preload);
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  getURL(): string {
    return fromChromium(this.#page?.url() ?? '');
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  /** Does nothing where no preload listens, as in Electron. */
  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    void this.#toPreload({ kind: 'message', channel, args: structuredClone(args) });
  }

  async loadURL(address: string): Promise<void> {
    await this.ready;
    if (this.#page === undefined || this.#cdp === undefined) throw new Error('no page');
    this.#loading = toChromium(address);
    // The settings hold as long as the debugging session that made them.
    const { origin } = new URL(this.#loading);
    if (origin !== 'null') await applyPermissions(this.#cdp, this, origin);
    await this.#page.goto(this.#loading);
  }

  /** Runs code in the page's own world and gives its result, promises awaited. */
  async executeJavaScript(code: string): Promise<unknown> {
    await this.ready;
    return this.#page?.evaluate(code);
  }

  /** The page's size, which is the window's. */
  async resize(width: number, height: number): Promise<void> {
    await this.ready;
    await this.#page?.setViewportSize({ width, height });
  }

  async destroy(): Promise<void> {
    await this.ready;
    await this.#page?.close();
  }

  async #prepare(coming: Promise<Page>, preload: string | undefined): Promise<void> {
    const page = await coming;
    this.#page = page;
    const cdp = await page.context().newCDPSession(page);
    this.#cdp = cdp;
    const { frameTree } = await cdp.send('Page.getFrameTree');
    this.#mainFrameId = frameTree.frame.id;

    page.on('close', () => {
      this.#destroyed = true;
      this.emit('destroyed');
    });
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed' }));
    page.on('load', () => this.emit('did-finish-load'));
    page.on('popup', (popup) => void popup.close());
    // A link with a target: Chromium makes a window first, which goes again at once.
    cdp.on('Page.windowOpen', ({ url }) => this.#onOpen(url));
    cdp.on('Page.frameStartedNavigating', ({ frameId, url, navigationType }) => {
      const isMainFrame = frameId === this.#mainFrameId;
      const isSameDocument = navigationType.toLowerCase().includes('samedocument');
      this.emit('did-start-navigation', { url: fromChromium(url), isMainFrame, isSameDocument });
    });
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD) this.#preloadContext = context.id;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === 'standInSend') void this.#fromPreload(payload);
    });
    cdp.on('Fetch.requestPaused', (request) => void this.#onRequest(cdp, request));

    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    await cdp.send('Runtime.addBinding', { name: 'standInSend', executionContextName: WORLD });
    const { main, isolated } = scripts(preload);
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: main });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: isolated, worldName: WORLD });
  }

  #onOpen(address: string): void {
    const { action } = this.#openHandler({ url: fromChromium(address) });
    if (action === 'allow') console.error(`[stand-in] opens no window from a page: ${address}`);
  }

  #sender(): { sender: WebContents; senderFrame: Frame } {
    const url = this.getURL();
    // Chromium and Electron agree on opaque origins; app schemes are standard ones in Electron.
    const { protocol = '', host = '' } = URL.parse(url) ?? {};
    const isOpaque = host === '';
    return {
      sender: this,
      senderFrame: { url, origin: isOpaque ? 'null' : `${protocol}//${host}`, parent: null },
    };
  }

  async #fromPreload(payload: string): Promise<void> {
    const message = JSON.parse(payload, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && 'standInUndefined' in value
        ? undefined
        : value,
    ) as FromPreload;
    if (message.kind === 'failed') {
      console.error(`[stand-in] the preload script failed: ${message.reason}`);
    } else if (message.kind === 'open') {
      this.#onOpen(message.url);
    } else if (message.kind === 'send') {
      ipcMain.receive(this.#sender() as never, message.channel, message.args);
    } else {
      const { id, channel, args } = message;
      try {
        const value = await ipcMain.answer(this.#sender() as never, channel, args);
        await this.#toPreload({ kind: 'reply', id, ok: true, value: structuredClone(value) });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        await this.#toPreload({ kind: 'reply', id, ok: false, reason });
      }
    }
  }

  async #toPreload(message: ToPreload): Promise<void> {
    if (this.#preloadContext === undefined) return;
    try {
      await this.#cdp?.send('Runtime.callFunctionOn', {
        functionDeclaration: '(text) => globalThis.standInWorld?.receive(text)',
        arguments: [{ value: JSON.stringify(message) }],
        executionContextId: this.#preloadContext,
      });
    } catch {
      // The page has gone meanwhile.
    }
  }

  #mayNavigate(request: PausedRequest): boolean {
    const isMainFrame = request.frameId === this.#mainFrameId;
    if (isMainFrame && this.#loading === request.request.url) {
      this.#loading = undefined;
      return true;
    }
    const details = Object.assign(new Refusable(), {
      url: fromChromium(request.request.url),
      isMainFrame,
    });
    this.emit('will-frame-navigate', details);
    if (isMainFrame) this.emit('will-navigate', details);
    return !details.defaultPrevented;
  }

  async #onRequest(cdp: CDPSession, paused: PausedRequest): Promise<void> {
    const { requestId, resourceType, request } = paused;
    try {
      if (resourceType === 'Document' && !this.#mayNavigate(paused)) {
        await cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
        return;
      }
      const address = fromChromium(request.url);
      const answer = await answerFor(address, request.method, request.headers, request.postData);
      if (answer === undefined) {
        await cdp.send('Fetch.continueRequest', { requestId });
        return;
      }
      await cdp.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: answer.status,
        responseHeaders: [...answer.headers].map(([name, value]) => ({ name, value })),
        body: Buffer.from(await answer.arrayBuffer()).toString('base64'),
      });
    } catch (error) {
      // A page that has gone asks for nothing any more; all else is the app's mistake.
      if (!this.#destroyed) console.error(`[stand-in] ${request.url}: ${String(error)}`);
    }
  }
}

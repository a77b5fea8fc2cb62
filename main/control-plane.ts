import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createApi, type Api, type ApiState } from './api/server.ts';
import { lockInstance, type InstanceLock } from './instance-lock.ts';
import { createLogger } from './logging.ts';
import { renderDocs } from './api/docs-page.ts';
import { createMetrics, type Metrics } from './api/metrics.ts';
import { openApiOf } from './api/openapi.ts';
import { createRouter, type Router } from './rpc/router.ts';
import { attachSocket } from './rpc/websocket.ts';
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from './provisioning/step-runner.ts';
import { dataKeyFromFile, dataKeyFromKeychain } from './secrets/data-key.ts';
import { openVault, SecretUnreadableError, type Vault } from './secrets/vault.ts';
import { assembleServices, type Assembled } from './services/assemble.ts';
import type { Handlers } from './services/dispatch.ts';
import { createHandlers } from './services/handlers.ts';
import type { Session } from './services/session.ts';
import { openDatabase, type Database } from './store/database.ts';
import { openStores, type Stores } from './store/index.ts';
import type { JournalStep } from './store/journal.ts';

export interface ControlPlaneOptions {
  /** made when missing, mode 0700 */
  readonly dataDir: string;
  /** 0: any free one. Default 10002. */
  readonly port?: number;
  /** Where the data key lies instead of the OS keychain; only ever by explicit choice. */
  readonly keyFile?: string;
  readonly version: string;
  readonly logger?: Logger;
  /** the built page, served to browsers */
  readonly pageDir?: string;
  /** Begin with an empty store although a damaged one lies aside. */
  readonly mayBeNew?: boolean;
  /** hosts worked on at once in an operation; default 20 */
  readonly window?: number;
  /** how long an operation waits for what can pass by itself, in seconds; see step-runner.ts */
  readonly retryLimit?: number;
  /** hears of each row of the journal once it is on the disk: for tests that stop us there */
  readonly onJournal?: (step: JournalStep) => void;
}

export interface ControlPlane {
  readonly url: string;
  readonly router: Router;
  /** A session of the local user, for the window's transport. */
  session(shell: Session['shell']): Session;
  /** A code for one sign-in of a browser. */
  createSignInCode(): string;
  /** Running operations are put down so that the next start goes on with them. */
  stop(): Promise<void>;
}

const DEFAULT_PORT = 10_002;
const DEFAULT_WINDOW = 20;
const CHECK = ['vault', 'check'] as const;

/** @throws SecretUnreadableError for a key that the stored secrets were not made with */
function checkKey(vault: Vault, { keyFile, dataDir }: ControlPlaneOptions): void {
  try {
    vault.get(...CHECK);
  } catch (error) {
    if (!(error instanceof SecretUnreadableError)) throw error;
    const place = keyFile ?? 'the OS keychain';
    throw new SecretUnreadableError(
      `The secrets in ${dataDir} do not open with the key in ${place}. Name the key file that they were made with: --key-file FILE.`,
    );
  }
}

function retryLimitsOf(seconds: number | undefined): RetryLimits {
  if (seconds === undefined) return DEFAULT_RETRY_LIMITS;
  return { lostSeconds: seconds, busySeconds: seconds, engineSeconds: seconds };
}

interface OpenedStore {
  readonly db: Database;
  readonly stores: Stores;
  readonly vault: Vault;
}

/** Opens the vault and makes sure that the data key is the one that it was made with. */
async function openStore(options: ControlPlaneOptions): Promise<OpenedStore> {
  const db = openDatabase(join(options.dataDir, 'clusterdesk.db'), undefined, options.mayBeNew);
  try {
    const stores = openStores(db);
    const mayCreate = stores.secrets.isEmpty();
    const key = options.keyFile
      ? dataKeyFromFile(options.keyFile, mayCreate)
      : await dataKeyFromKeychain(options.dataDir, mayCreate);
    const vault = openVault(stores.secrets, key);
    if (mayCreate) vault.put(...CHECK, 'clusterdesk');
    else checkKey(vault, options);
    return { db, stores, vault };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Computes a value when it is asked for the first time: not at the start, and not again. */
function lazy<T>(compute: () => T): () => T {
  let kept: { value: T } | undefined;
  return () => (kept ??= { value: compute() }).value;
}

class Running implements ControlPlane {
  readonly router: Router;
  url = '';
  private state: ApiState = 'starting';
  private api: Api | undefined;
  private readonly options: ControlPlaneOptions;
  private readonly log: Logger;
  private readonly lock: InstanceLock;
  private readonly db: Database;
  private readonly services: Assembled;
  private readonly handlers: Handlers;
  private readonly metrics: Metrics;

  constructor(options: ControlPlaneOptions, lock: InstanceLock, store: OpenedStore, log: Logger) {
    this.options = options;
    this.lock = lock;
    this.log = log;
    this.db = store.db;
    this.services = assembleServices({
      stores: store.stores,
      vault: store.vault,
      window: options.window ?? DEFAULT_WINDOW,
      retryLimits: retryLimitsOf(options.retryLimit),
      log,
      onJournal: options.onJournal,
    });
    const { version, keyFile } = options;
    this.metrics = createMetrics(this.services.statistics, version);
    const document = lazy(() => openApiOf(version, this.url));
    this.handlers = createHandlers({
      ...this.services,
      about: {
        version,
        vault: keyFile ? 'key-file' : 'keychain',
        url: () => this.url,
        state: () => this.state,
        metrics: () => this.metrics.text(),
        openApi: lazy(() => JSON.stringify(document())),
        docs: lazy(() => renderDocs(document())),
      },
    });
    this.router = createRouter({ handlers: this.handlers, log });
  }

  async start(): Promise<void> {
    const { services, options, log } = this;
    this.api = await createApi({
      ...services,
      handlers: this.handlers,
      metrics: this.metrics,
      logger: log,
      state: () => this.state,
      ...(options.pageDir === undefined ? {} : { pageDir: options.pageDir }),
      onSocket: (socket, session) => attachSocket(socket, this.router, session),
    });
    this.url = await this.api.listen(options.port ?? DEFAULT_PORT);
    services.engine.resume();
    this.state = 'ready';
    this.lock.publish({ url: this.url, pid: process.pid, token: services.tokens.runToken });
    log.info({ url: this.url, version: options.version }, 'ready');
  }

  session(shell: Session['shell']): Session {
    return { actor: this.services.users.localActor(), shell };
  }

  createSignInCode(): string {
    if (!this.api) throw new Error('the control plane has not started');
    return this.api.createSignInCode();
  }

  async stop(): Promise<void> {
    if (this.state === 'stopping') return;
    this.state = 'stopping';
    await this.services.engine.stop();
    await this.api?.close();
    this.db.close();
    this.lock.release();
    this.log.info('stopped');
  }
}

/**
 * Starts everything but a window: takes the data folder, opens store and vault, serves /v1 on
 * loopback, and goes on with the operations that an earlier run left unfinished.
 * @throws AlreadyRunningError, DataKeyError, SecretUnreadableError, DatabaseDamagedError,
 *   DatabaseTooNewError, and EADDRINUSE of the listening socket
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const lock = lockInstance(options.dataDir);
  let running: Running | undefined;
  try {
    const log = options.logger ?? createLogger(options.dataDir);
    running = new Running(options, lock, await openStore(options), log);
    await running.start();
    return running;
  } catch (error) {
    await running?.stop();
    lock.release();
    throw error;
  }
}

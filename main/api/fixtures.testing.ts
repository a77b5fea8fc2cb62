import { pino } from 'pino';
import { createIdempotencyService } from '../services/idempotency.ts';
import { openFixture } from '../services/fixtures.testing.ts';
import { createProviderService } from '../services/providers.ts';
import { createPubkeyService } from '../services/pubkeys.ts';
import { createRegistryService } from '../services/registries.ts';
import { createSettingService } from '../services/settings.ts';
import { createSmtpService } from '../services/smtp.ts';
import { createTokenService } from '../services/tokens.ts';
import { ChangeBus } from '../store/changes.ts';
import { createHandlers, type HandlerParts } from '../services/handlers.ts';
import { renderDocs } from './docs-page.ts';
import { createMetrics } from './metrics.ts';
import { openApiOf } from './openapi.ts';
import { createApi, type ApiOptions } from './server.ts';

/** Services that touch no host; the engine's are given by the test that needs them. */
export type EngineServices = Pick<
  HandlerParts,
  'clusters' | 'clusterChanges' | 'hosts' | 'operations' | 'components'
>;

function missing(): never {
  throw new Error('this test has no engine');
}
const none = new Proxy({}, { get: () => missing }) as never;

const VERSION = '1.2.3';

/** What the tests of this folder share: the API on a free port over an empty store in memory. */
export async function openApi(
  given: Partial<ApiOptions> = {},
  engine: Partial<EngineServices> = {},
) {
  const fixture = openFixture();
  const { stores, vault, users, logs, parts } = fixture;
  const tokens = createTokenService(stores, users, logs);
  const metrics = createMetrics(stores.statistics, VERSION);
  const lines: string[] = [];
  const state = given.state ?? (() => 'ready' as const);
  const document = () => openApiOf(VERSION, 'http://127.0.0.1:10002');
  const handlers = createHandlers({
    clusters: none,
    clusterChanges: none,
    hosts: none,
    hostLogins: none,
    operations: none,
    components: none,
    ...engine,
    users,
    tokens,
    logs,
    changes: new ChangeBus(),
    pubkeys: createPubkeyService(parts),
    registries: createRegistryService(parts),
    providers: createProviderService(parts),
    smtp: createSmtpService(parts),
    settings: createSettingService(stores, logs),
    about: {
      version: VERSION,
      vault: 'key-file',
      url: () => '',
      state,
      metrics: () => metrics.text(),
      openApi: () => JSON.stringify(document()),
      docs: () => renderDocs(document()),
    },
  });
  const api = await createApi({
    handlers,
    users,
    tokens,
    metrics,
    idempotency: createIdempotencyService(stores, vault),
    logger: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    state,
    ...given,
  });
  const url = await api.listen(0);
  const headers = { 'x-auth-token': tokens.runToken };

  /** Calls with the run's token. */
  async function request(method: string, path: string, body?: object, more: object = {}) {
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }), ...more },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text };
  }

  return { ...fixture, api, url, headers, request, log: () => lines.join('') };
}

export type OpenApi = Awaited<ReturnType<typeof openApi>>;

import { pino } from 'pino';
import { createIdempotencyService } from '../services/idempotency.ts';
import { openFixture } from '../services/fixtures.ts';
import { createProviderService } from '../services/providers.ts';
import { createPubkeyService } from '../services/pubkeys.ts';
import { createRegistryService } from '../services/registries.ts';
import { createSettingService } from '../services/settings.ts';
import { createSmtpService } from '../services/smtp.ts';
import { createTokenService } from '../services/tokens.ts';
import { createApi, type ApiOptions } from './server.ts';
import type { ApiServices } from './services.ts';

/** Services that touch no host; the engine's are given by the test that needs them. */
export type EngineServices = Pick<
  ApiServices,
  'clusters' | 'clusterChanges' | 'hosts' | 'operations' | 'components'
>;

function missing(): never {
  throw new Error('this test has no engine');
}
const none = new Proxy({}, { get: () => missing }) as never;

/** What the tests of this folder share: the API on a free port over an empty store in memory. */
export async function openApi(
  given: Partial<ApiOptions> = {},
  engine: Partial<EngineServices> = {},
) {
  const fixture = openFixture();
  const { stores, vault, users, logs, parts } = fixture;
  const tokens = createTokenService(stores, users, logs);
  const lines: string[] = [];
  const api = await createApi({
    services: {
      clusters: none,
      clusterChanges: none,
      hosts: none,
      operations: none,
      components: none,
      ...engine,
      users,
      tokens,
      logs,
      pubkeys: createPubkeyService(parts),
      registries: createRegistryService(parts),
      providers: createProviderService(parts),
      smtp: createSmtpService(parts),
      settings: createSettingService(stores, logs),
      idempotency: createIdempotencyService(stores, vault),
      statistics: stores.statistics,
    },
    logger: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    version: '1.2.3',
    state: () => 'ready',
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

import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { scanHostKey } from '../remote/scan-key.ts';
import type { ChangeBus } from '../store/changes.ts';
import { changesOf } from './change-stream.ts';
import { stacks, type ComponentService } from './components.ts';
import type { Handlers } from './dispatch.ts';
import type { HostLoginService } from './host-logins.ts';
import type { LogService } from './logs.ts';
import { createAwaitEnd } from './operation-wait.ts';
import type { ProviderService } from './providers.ts';
import type { PubkeyService } from './pubkeys.ts';
import type { RegistryService } from './registries.ts';
import type { SettingService } from './settings.ts';
import { createIssueToken } from './sign-in.ts';
import type { SmtpService } from './smtp.ts';
import type { TokenService } from './tokens.ts';
import type {
  ClusterChangeService,
  ClusterService,
  HostService,
  OperationService,
} from './types.ts';
import type { UserService } from './users.ts';

/** What the control plane says about itself. */
export interface About {
  readonly version: string;
  readonly vault: 'keychain' | 'key-file';
  url(): string;
  /** ready, or why calls are refused */
  state(): string;
  /** figures as Prometheus text */
  metrics(): Promise<string>;
  openApi(): string;
  docs(): string;
}

/** The services that calls end in. */
export interface HandlerParts {
  readonly clusters: ClusterService;
  readonly clusterChanges: ClusterChangeService;
  readonly hosts: HostService;
  readonly hostLogins: HostLoginService;
  readonly operations: OperationService;
  readonly components: ComponentService;
  readonly pubkeys: PubkeyService;
  readonly registries: RegistryService;
  readonly providers: ProviderService;
  readonly smtp: SmtpService;
  readonly settings: SettingService;
  readonly logs: LogService;
  readonly users: UserService;
  readonly tokens: TokenService;
  readonly changes: ChangeBus;
  readonly about: About;
}

/** One line for each call of the table: who does it. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { clusters, clusterChanges, hosts, hostLogins, operations, components, about } = parts;
  const { pubkeys, registries, providers, smtp, settings, logs, users, tokens } = parts;
  const issueToken = createIssueToken(users, tokens);
  const { withCluster, withId, withOperation } = createAwaitEnd(clusters, operations);
  const url = (path: string, id: string) => ({ created: false as const, url: `${path}/${id}` });

  return {
    'clusters.create': (input, to) => withCluster(input, to, clusters.create(to.actor, input)),
    'clusters.plan': (input, { actor, signal }) => clusters.plan(actor, input, signal),
    'clusters.list': (query, { actor }) => clusters.list(actor, query),
    'clusters.checkName': ({ clustername, userid }, { actor }) =>
      clusters.checkName(actor, clustername, userid || undefined),
    'clusters.get': ({ id }, { actor }) => clusters.get(actor, id),
    'clusters.delete': (input, to) =>
      withId(input, to, clusters.remove(to.actor, input.id, input.write_off)),
    'clusters.addHosts': (input, to) =>
      withCluster(input, to, clusterChanges.addHosts(to.actor, input.id, input)),
    'clusters.planHosts': (input, { actor, signal }) =>
      clusterChanges.planHosts(actor, input.id, input, signal),
    'clusters.removeHosts': (input, to) =>
      withId(input, to, clusterChanges.removeHosts(to.actor, input.id, input)),
    'clusters.replaceHost': (input, to) =>
      withId(input, to, clusterChanges.replaceHost(to.actor, input.id, input.host_id, input)),
    'clusters.listHosts': ({ id, ...query }, { actor }) => hosts.ofCluster(actor, id, query),
    'clusters.components': ({ id }, { actor, signal }) => components.list(actor, id, signal),
    'clusters.addPubkeys': ({ id, ids }, { actor }) => clusterChanges.addPubkeys(actor, id, ids),
    'clusters.removePubkeys': ({ id, ids }, { actor }) =>
      clusterChanges.removePubkeys(actor, id, ids),
    'clusters.addRegistries': ({ id, ids }, { actor }) =>
      clusterChanges.addRegistries(actor, id, ids),
    'clusters.removeRegistries': ({ id, ids }, { actor }) =>
      clusterChanges.removeRegistries(actor, id, ids),

    'hosts.list': (query, { actor }) => hosts.list(actor, query),
    'hosts.get': ({ id, host_id: host }, { actor }) => hosts.get(actor, host, id),
    'hosts.setLogin': ({ id, host_id: host, ...input }, { actor }) =>
      hostLogins.setLogin(actor, id, host, input),
    'hosts.trust': ({ id, host_id: host, ...input }, { actor }) =>
      hostLogins.trust(actor, id, host, input),
    'hosts.scanKey': async ({ ip, port }, { signal }) => ({
      hostKey: await scanHostKey(ip, port, signal),
    }),

    'operations.list': (query, { actor }) => operations.list(actor, query),
    'operations.get': ({ id }, { actor }) => operations.get(actor, id),
    'operations.logs': ({ id, ...query }, { actor }) => operations.logs(actor, id, query),
    'operations.events': ({ id, after = 0 }, { actor, signal }) =>
      operations.events(actor, id, after, signal),
    'operations.retry': (input, to) =>
      withOperation(input, to, operations.retry(to.actor, input.id)),
    'operations.cancel': (input, to) =>
      withOperation(input, to, operations.cancel(to.actor, input.id)),
    'operations.rollback': (input, to) =>
      withOperation(input, to, operations.rollback(to.actor, input.id)),

    'pubkeys.upload': (input, { actor }) => pubkeys.upload(actor, input),
    'pubkeys.list': (query, { actor }) => pubkeys.list(actor, query),
    'pubkeys.create': (input, { actor }) => pubkeys.create(actor, input),
    'pubkeys.download': ({ user_id: owner }, { actor }) => {
      const text = pubkeys.download(actor, owner);
      return { name: text.includes('BEGIN RSA') ? 'id_rsa.txt' : 'id_ed25519.txt', text };
    },
    'pubkeys.get': ({ id }, { actor }) => pubkeys.get(actor, id),
    'pubkeys.delete': ({ id }, { actor }) => pubkeys.remove(actor, id),

    'registries.create': (input, { actor }) => registries.create(actor, input),
    'registries.list': (query, { actor }) => registries.list(actor, query),
    'registries.validate': (query, { actor }) => {
      registries.validate(actor, query);
      return null;
    },
    'registries.get': ({ id }, { actor }) => registries.get(actor, id),
    'registries.delete': ({ id }, { actor }) => registries.remove(actor, id),

    'providers.create': (input, { actor }) => providers.create(actor, input),
    'providers.list': (query, { actor }) => providers.list(actor, query),
    'providers.validate': ({ provider_name: name }, { actor }) => {
      providers.validate(actor, name);
      return null;
    },
    'providers.get': ({ id }, { actor }) => providers.get(actor, id),
    'providers.update': ({ id, ...input }, { actor }) => {
      providers.update(actor, id, input);
      return url('/v1/provider', id);
    },
    'providers.delete': ({ id }, { actor }) => providers.remove(actor, id),

    'smtp.create': (input, { actor }) => smtp.create(actor, input),
    'smtp.list': (query) => smtp.list(query),
    'smtp.get': ({ id }) => smtp.get(id),
    'smtp.update': ({ id, ...input }, { actor }) => {
      smtp.update(actor, id, input);
      return url('/v1/smtp', id);
    },
    'smtp.test': async ({ id, to }) => ({ to: await smtp.test(id, to) }),
    'smtp.delete': ({ id }, { actor }) => {
      smtp.remove(actor, id);
      return null;
    },

    'tokens.create': issueToken,
    'tokens.list': (query, { actor }) => tokens.list(actor, query),
    'tokens.delete': ({ id }, { actor }) => tokens.remove(actor, id),
    'users.setPassword': ({ password }, { actor }) => users.setPassword(actor, password),

    'logs.list': (query, { actor }) => logs.list(actor, query),
    'stacks.list': () => [...stacks],
    'settings.get': () => settings.get(),
    'settings.update': (input, { actor }) => settings.update(actor, input),
    changes: (query, { signal }) => changesOf(parts.changes, query, signal),
    'app.info': (_, { actor, shell }) => ({
      version: about.version,
      url: about.url(),
      user: { _id: actor.userId, name: actor.userName },
      vault: about.vault,
      shell,
    }),
    'system.health': () => {
      const state = about.state();
      if (state === 'ready') return { state, version: about.version };
      throw new ControlPlaneError('E12008', `The control plane is ${state}.`, { retryAfter: 1 });
    },
    'system.metrics': async () => ({ text: await about.metrics() }),
    'system.openApi': () => ({ text: about.openApi() }),
    'system.docs': () => ({ text: about.docs() }),
  };
}

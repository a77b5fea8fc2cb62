import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import type { EngineOption } from '../../../shared/contract/cluster.ts';
import type { RemoteFile, FileState } from '../../remote/remote-host.ts';
import {
  applyChanges,
  type Json,
  type JsonEdit,
  type JsonObject,
  type DesiredChange,
} from '../json-edits.ts';
import type { LedgerData } from '../host-ledger.ts';
import type { RegistryAccess, StepContext } from '../phase.ts';

export const DAEMON_JSON = '/etc/docker/daemon.json';
/** where the root user's docker client, and so swarm services, find registry logins */
export const CLIENT_CONFIG = '/root/.docker/config.json';

/** Keys that dockerd takes over on SIGHUP (its manual, "Configuration reload behavior"). */
const RELOADABLE = new Set([
  'debug',
  'labels',
  'live-restore',
  'max-concurrent-downloads',
  'max-concurrent-uploads',
  'max-download-attempts',
  'insecure-registries',
  'registry-mirrors',
  'shutdown-timeout',
]);

/** Flags of dockerd that may be given several times, and the key of daemon.json for each. */
const LIST_KEYS: Readonly<Record<string, string>> = {
  'authorization-plugin': 'authorization-plugins',
  dns: 'dns',
  'dns-opt': 'dns-opts',
  'dns-search': 'dns-search',
  'exec-opt': 'exec-opts',
  'insecure-registry': 'insecure-registries',
  label: 'labels',
  'registry-mirror': 'registry-mirrors',
  'storage-opt': 'storage-opts',
};

function literal(text: string): Json {
  if (text === '' || text === 'true') return true;
  if (text === 'false') return false;
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function optionChange({ optkey, optvalue }: EngineOption): DesiredChange {
  const list = LIST_KEYS[optkey];
  if (list) return { kind: 'add', path: [list], items: [optvalue] };
  if (optkey === 'log-opt') {
    const [key = '', ...rest] = optvalue.split('=');
    return { kind: 'set', path: ['log-opts', key], value: rest.join('=') };
  }
  return { kind: 'set', path: [optkey], value: literal(optvalue) };
}

/**
 * What the cluster wants in daemon.json. A registry without TLS must be named insecure; the
 * system registry also serves as a mirror, so that images of the public hub come from it first.
 */
export function desiredDaemonConfig(
  registries: readonly RegistryAccess[],
  options: readonly EngineOption[],
): DesiredChange[] {
  const insecure = registries.filter(({ secure }) => !secure).map(({ address }) => address);
  const mirrors = registries
    .filter(({ isSystem }) => isSystem)
    .map(({ address, secure }) => `${secure ? 'https' : 'http'}://${address}/`);
  const lists: DesiredChange[] = [];
  if (insecure.length > 0)
    lists.push({ kind: 'add', path: ['insecure-registries'], items: insecure });
  if (mirrors.length > 0) lists.push({ kind: 'add', path: ['registry-mirrors'], items: mirrors });
  return [...lists, ...options.map(optionChange)];
}

/** Logins in the form of docker's client configuration. */
export function desiredLogins(registries: readonly RegistryAccess[]): DesiredChange[] {
  return registries
    .filter(({ username }) => username !== '')
    .map(({ address, username, password }) => ({
      kind: 'set',
      path: ['auths', address],
      value: { auth: Buffer.from(`${username}:${password}`).toString('base64') },
    }));
}

/** The desired changes without those that others want as well: items of lists one by one. */
export function onlyIn(
  changes: readonly DesiredChange[],
  others: readonly DesiredChange[],
): DesiredChange[] {
  return changes.flatMap((change): DesiredChange[] => {
    const same = others.filter((other) => other.path.join('\0') === change.path.join('\0'));
    if (change.kind !== 'add') return same.length === 0 ? [change] : [];
    const kept = new Set(same.flatMap((other) => (other.kind === 'add' ? other.items : [])));
    const items = change.items.filter((item) => !kept.has(item));
    return items.length === 0 ? [] : [{ ...change, items }];
  });
}

/** The directory name Docker looks up for a registry's own certificate authority. */
export function authorityFile(address: string): string {
  return `/etc/docker/certs.d/${address}/ca.crt`;
}

/** Must Docker restart for these edits, or is a reload enough? */
export function needsRestart(edits: readonly JsonEdit[]): boolean {
  return edits.some((edit) => !RELOADABLE.has(edit.path[0] ?? ''));
}

export interface JsonFileChange {
  readonly edits: JsonEdit[];
  /** Writes it; the guard is the caller's. @param also what else is noted in the host's list */
  write(also?: (data: LedgerData) => LedgerData): Promise<void>;
}

function parse(file: RemoteFile | undefined, path: string): JsonObject {
  const text = file?.content.toString('utf8').trim() ?? '';
  if (text === '') return {};
  const invalidConfig = (message: string, cause?: string) =>
    new ControlPlaneError('DOCKER_CONFIG_INVALID', message, { cause });
  let content: Json;
  try {
    content = JSON.parse(text) as Json;
  } catch (error) {
    // the rest of the message may repeat the file, which may hold logins
    throw invalidConfig(`${path} is not JSON.`, /position \d.*$/.exec(String(error))?.[0]);
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  throw invalidConfig(`${path} is JSON, but no object.`);
}

/** What would change in a JSON file of the host; every key that it has stays. */
export function jsonFileChange(
  step: StepContext,
  seen: FileState,
  desired: readonly DesiredChange[],
  mode: '600' | '644',
): JsonFileChange {
  const { path, file } = seen;
  const { result, edits } = applyChanges(parse(file, path), desired);
  return {
    edits,
    write: (also) =>
      step.ledger.replaceFile(
        seen,
        {
          content: Buffer.from(`${JSON.stringify(result, undefined, 2)}\n`),
          mode: file?.mode ?? mode,
          owner: file?.owner ?? '0:0',
        },
        { edits },
        also,
      ),
  };
}

/** The part of an edit that belongs to one of the desired changes, and the rest of it. */
function split(
  edit: JsonEdit,
  desired: readonly DesiredChange[],
): { ours?: JsonEdit; rest?: JsonEdit } {
  if (edit.kind === 'make') return { rest: edit };
  const path = edit.path.join('\0');
  const matching = desired.filter((change) => change.path.join('\0') === path);
  if (matching.length === 0) return { rest: edit };
  if (edit.kind !== 'add') return { ours: edit };
  const wanted = new Set(matching.flatMap((change) => (change.kind === 'add' ? change.items : [])));
  const [items, rest] = [true, false].map((own) =>
    edit.items.filter((item) => wanted.has(item) === own),
  );
  return {
    ...(items?.length ? { ours: { ...edit, items } } : {}),
    ...(rest?.length ? { rest: { ...edit, items: rest } } : {}),
  };
}

/** Does an edit stand in the list or object that another one made? */
function standsIn(edit: JsonEdit, made: JsonEdit): boolean {
  return edit.kind !== 'make' && made.path.every((key, index) => edit.path[index] === key);
}

/** Edits that belong to the desired changes, and those that stay, each in their order. */
function divide(edits: readonly JsonEdit[], desired: readonly DesiredChange[]) {
  const parts = edits.map((edit) => split(edit, desired));
  const stays = parts.flatMap((part) => part.rest ?? []);
  const isNeeded = (edit: JsonEdit) =>
    edit.kind !== 'make' || stays.some((other) => standsIn(other, edit));
  const ours = parts.flatMap(({ ours: own, rest }) => [
    ...(own ? [own] : []),
    ...(rest && !isNeeded(rest) ? [rest] : []),
  ]);
  return { ours, rest: stays.filter(isNeeded) };
}

/**
 * Takes what we once added for these changes out of a JSON file; what was there before us stays.
 * @returns whether anything was ours
 */
export async function dropFromJsonFile(
  step: StepContext,
  path: string,
  desired: readonly DesiredChange[],
): Promise<boolean> {
  const entry = (await step.ledger.read())?.files.find((file) => file.path === path);
  const { ours, rest } = divide(entry?.edits ?? [], desired);
  if (ours.length === 0) return false;
  await step.ledger.takeOut(path, { edits: ours }, { edits: rest });
  return true;
}

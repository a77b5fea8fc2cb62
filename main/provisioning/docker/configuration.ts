import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import type { FileState } from '../../remote/remote-host.ts';
import type { JsonEdit } from '../json-edits.ts';
import { memoizePerStep, type RegistryAccess, type StepContext } from '../phase.ts';
import {
  authorityFile,
  CLIENT_CONFIG,
  DAEMON_JSON,
  desiredDaemonConfig,
  desiredLogins,
  jsonFileChange,
  type JsonFileChange,
} from './config.ts';
import { dockerInfo, waitFor } from './engine.ts';
import { checkRegistries } from './registries.ts';
import { isDockerActive, reloadFor, reloadOrRestore, reloadPending } from './reload.ts';

const STATE_SECONDS = 20;
const CHANGED = 'Docker has not taken the configuration over.';

/** What of the desired configuration is not on the host yet. */
interface Gap {
  readonly daemon: JsonFileChange;
  readonly logins: JsonFileChange;
  /** certificate authorities of registries, with the file that is to hold each */
  readonly authorities: readonly { readonly registry: RegistryAccess; readonly state: FileState }[];
}

const findGap = memoizePerStep(async (step): Promise<Gap> => {
  const withCa = step.registries().filter(({ secure, caText }) => secure && caText !== '');
  const files = withCa.map(({ address }) => authorityFile(address));
  const paths = [DAEMON_JSON, CLIENT_CONFIG, ...files];
  const [daemon, logins, ...found] = await step.remote.stat(paths, step.signal);
  if (!daemon || !logins) throw new Error('fewer files were looked at than asked for');
  const authorities = withCa.flatMap((registry, index) => {
    const state = found[index];
    return state && state.file?.content.toString('utf8') !== registry.caText
      ? [{ registry, state }]
      : [];
  });
  const desired = desiredDaemonConfig(step.registries(), step.cluster.engineOpts);
  return {
    daemon: jsonFileChange(step, daemon, desired, '644'),
    logins: jsonFileChange(step, logins, desiredLogins(step.registries()), '600'),
    authorities,
  };
});

/** Are the files as they are to be, and has Docker heard of them? */
export async function isConfigured(step: StepContext): Promise<boolean> {
  const { daemon, logins, authorities } = await findGap(step);
  const done = daemon.edits.length + logins.edits.length + authorities.length === 0;
  const heard = (await step.ledger.read())?.pendingReload === undefined;
  return done && heard && (await missingRegistries(step)) === undefined;
}

/** Brings registries and engine options into daemon.json, which keeps every key that it had. */
export async function configure(step: StepContext): Promise<void> {
  const { daemon, logins, authorities } = await findGap(step);
  for (const { registry, state } of authorities) {
    const file = { content: Buffer.from(registry.caText), mode: '644', owner: '0:0' };
    await step.change(`Write ${state.path}`, () => step.ledger.replaceFile(state, file));
  }
  const kind = reloadFor(daemon.edits);
  if (daemon.edits.length > 0) {
    const what = `Change ${DAEMON_JSON} (${describe(daemon.edits)}) and ${kind} Docker`;
    await step.change(what, async () => {
      await daemon.write(reloadPending(kind));
      await reloadOrRestore(step);
    });
  } else if (!step.dry) {
    await finishReload(step);
  }
  if (!step.dry) {
    await awaitConfigured(step);
    // a login is written down once it is known to be right: what is written is not asked again
    const { ids } = step.input;
    await checkRegistries(
      step,
      step.registries().filter(({ id }) => ids?.includes(id) ?? true),
    );
  }
  if (logins.edits.length > 0) {
    await step.change(`Add registry logins to ${CLIENT_CONFIG}`, () => logins.write());
  }
}

function describe(edits: readonly JsonEdit[]): string {
  return edits
    .filter(({ kind }) => kind !== 'make')
    .map((edit) =>
      edit.kind === 'add'
        ? `${edit.path.join('.')} + ${edit.items.join(', ')}`
        : edit.path.join('.'),
    )
    .join('; ');
}

/** An earlier try wrote the file and was cut off before Docker heard of it. */
async function finishReload(step: StepContext): Promise<void> {
  const kind = (await step.ledger.read())?.pendingReload;
  if (kind === undefined && (await missingRegistries(step)) === undefined) return;
  await step.change(`${kind === 'restart' ? 'Restart' : 'Reload'} Docker`, async () => {
    await step.ledger.amend(reloadPending('reload'));
    await reloadOrRestore(step);
  });
}

/** Waits until Docker knows its registries. @throws ControlPlaneError DOCKER_REFUSED */
export function awaitConfigured(step: StepContext): Promise<void> {
  const failure = (cause: string) => new ControlPlaneError('DOCKER_REFUSED', CHANGED, { cause });
  return waitFor(step, () => missingRegistries(step), failure, STATE_SECONDS);
}

/** What of the registries Docker does not know yet. */
async function missingRegistries(step: StepContext): Promise<string | undefined> {
  const registries = step.registries();
  if (!(await isDockerActive(step))) return registries.length === 0 ? undefined : 'Docker is off';
  const { RegistryConfig } = await dockerInfo(step);
  const missing = registries.filter(({ address, secure, isSystem }) => {
    const isInsecure = RegistryConfig.IndexConfigs[address]?.Secure === false;
    const mirrors = RegistryConfig.Mirrors ?? [];
    const isMirror = mirrors.some((mirror) => mirror.includes(`//${address}/`));
    return (!secure && !isInsecure) || (isSystem && !isMirror);
  });
  if (missing.length === 0) return undefined;
  return `not known: ${missing.map(({ address }) => address).join(', ')}`;
}

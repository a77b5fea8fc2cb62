import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import {
  authorityFile,
  CLIENT_CONFIG,
  DAEMON_JSON,
  daemonWishes,
  dropFromJsonFile,
  jsonFileChange,
  loginWishes,
  needsRestart,
  type JsonFileChange,
} from '../docker-config.ts';
import type { Seen } from '../../remote/remote-host.ts';
import type { JsonEdit } from '../json-edits.ts';
import type { ManifestData } from '../manifest.ts';
import {
  known,
  StepProblems,
  type Phase,
  type RegistryAccess,
  type StepContext,
} from '../phase.ts';
import { controlDocker, dockerInfo, waitFor } from './docker-engine.ts';
import { checkRegistries } from './registries.ts';

const RELOAD = 'kill -HUP "$(cat /run/docker.pid)"';
const STATE_SECONDS = 20;

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

/** What of the wanted configuration is not on the host yet. */
interface Gap {
  readonly daemon: JsonFileChange;
  readonly logins: JsonFileChange;
  /** certificate authorities of registries, with the file that is to hold each */
  readonly authorities: readonly { readonly registry: RegistryAccess; readonly seen: Seen }[];
}

const findGap = known(async (step): Promise<Gap> => {
  const withCa = step.registries().filter(({ secure, caText }) => secure && caText !== '');
  const files = withCa.map(({ address }) => authorityFile(address));
  const paths = [DAEMON_JSON, CLIENT_CONFIG, ...files];
  const [daemon, logins, ...found] = await step.remote.look(paths, step.signal);
  if (!daemon || !logins) throw new Error('fewer files were looked at than asked for');
  const authorities = withCa.flatMap((registry, index) => {
    const seen = found[index];
    return seen && seen.file?.content.toString('utf8') !== registry.caText
      ? [{ registry, seen }]
      : [];
  });
  return {
    daemon: jsonFileChange(step, daemon, wishes(step), '644'),
    logins: jsonFileChange(step, logins, loginWishes(step.registries()), '600'),
    authorities,
  };
});

async function isRunning(step: StepContext): Promise<boolean> {
  return (await step.remote.facts(step.signal)).docker_active === 'active';
}

type TakingOver = NonNullable<ManifestData['engineBehind']>;

const wayFor = (edits: readonly JsonEdit[]): TakingOver =>
  needsRestart(edits) ? 'restart' : 'reload';

/** Notes on the host that Docker has to hear of a change, so that a crash does not lose it. */
const behind =
  (way: TakingOver) =>
  (data: ManifestData): ManifestData => ({
    ...data,
    engineBehind: data.engineBehind === 'restart' ? 'restart' : way,
  });

/** An earlier try wrote the file and was cut off before Docker heard of it. */
async function reloadAgain(step: StepContext): Promise<void> {
  const way = (await step.manifest.read())?.engineBehind;
  if (way === undefined && (await unknown(step)) === undefined) return;
  await step.change(`${way === 'restart' ? 'Restart' : 'Reload'} Docker`, async () => {
    await step.manifest.amend(behind('reload'));
    await orPutBack(step, () => takeOver(step));
  });
}

/** Reloads or restarts Docker where its configuration was changed. Containers survive a reload. */
async function takeOver(step: StepContext): Promise<void> {
  const way = (await step.manifest.read())?.engineBehind;
  if (way === undefined) return;
  // one that does not run reads its configuration when it starts
  if (await isRunning(step)) {
    if (way === 'restart') await controlDocker(step, 'restart');
    else await step.remote.must(RELOAD, { signal: step.signal });
  }
  await step.manifest.amend(({ engineBehind: _, ...rest }) => rest);
}

const CHANGED = 'Docker has not taken the configuration over.';

/** Registries and engine options: into daemon.json, which keeps every key that it had. */
export const configureDocker: Phase = {
  name: 'configure-docker',
  limitSeconds: 180,
  async probe(step) {
    const { daemon, logins, authorities } = await findGap(step);
    const done = daemon.edits.length + logins.edits.length + authorities.length === 0;
    const heard = (await step.manifest.read())?.engineBehind === undefined;
    return done && heard && (await unknown(step)) === undefined;
  },
  async apply(step) {
    const { daemon, logins, authorities } = await findGap(step);
    for (const { registry, seen } of authorities) {
      const file = { content: Buffer.from(registry.caText), mode: '644', owner: '0:0' };
      await step.change(`Write ${seen.path}`, () => step.manifest.replaceSeen(seen, file));
    }
    const way = wayFor(daemon.edits);
    if (daemon.edits.length > 0) {
      await step.change(
        `Change ${DAEMON_JSON} (${describe(daemon.edits)}) and ${way} Docker`,
        async () => {
          await daemon.write(behind(way));
          await orPutBack(step, () => takeOver(step));
        },
      );
    } else if (!step.dry) {
      await reloadAgain(step);
    }
    if (!step.dry) {
      await takenOver(step);
      // a login is written down once it is known to be right: what is written is not asked again
      await checkRegistries(step);
    }
    if (logins.edits.length > 0) {
      await step.change(`Add registry logins to ${CLIENT_CONFIG}`, () => logins.write());
    }
  },
  verify: takenOver,
  undo: restore,
};

function takenOver(step: StepContext): Promise<void> {
  const failure = (cause: string) => new ControlPlaneError('DOCKER_REFUSED', CHANGED, { cause });
  return waitFor(step, () => unknown(step), failure, STATE_SECONDS);
}

const wishes = (step: StepContext) => daemonWishes(step.registries(), step.cluster.engineOpts);

/** A configuration that Docker does not start with goes out again, so that the host keeps Docker. */
async function orPutBack(step: StepContext, take: () => Promise<void>): Promise<void> {
  try {
    await take();
  } catch (error) {
    if (!(error instanceof StepProblems)) throw error;
    step.log(`${DAEMON_JSON} is put back, since Docker does not start with the new one.`);
    await step.manifest.restoreFile(DAEMON_JSON);
    await controlDocker(step, 'restart').catch(() => undefined);
    await step.manifest.amend(({ engineBehind: _, ...rest }) => rest);
    throw error;
  }
}

/** What of the registries Docker does not know yet. */
async function unknown(step: StepContext): Promise<string | undefined> {
  if (!(await isRunning(step))) return step.registries().length === 0 ? undefined : 'Docker is off';
  const { RegistryConfig: known } = await dockerInfo(step);
  const missing = step.registries().filter(({ address, secure, isSystem }) => {
    const insecureKnown = known.IndexConfigs[address]?.Secure === false;
    const mirrorKnown = (known.Mirrors ?? []).some((mirror) => mirror.includes(`//${address}/`));
    return (!secure && !insecureKnown) || (isSystem && !mirrorKnown);
  });
  return missing.length === 0
    ? undefined
    : `not known: ${missing.map((r) => r.address).join(', ')}`;
}

async function restore(step: StepContext): Promise<void> {
  const files = (await step.manifest.read())?.files ?? [];
  const ours = files.filter(
    ({ path }) =>
      path === DAEMON_JSON || path === CLIENT_CONFIG || path.startsWith('/etc/docker/certs.d/'),
  );
  for (const { path, edits } of ours) {
    await step.change(`Restore ${path}`, async () => {
      if (path === DAEMON_JSON) await step.manifest.amend(behind(wayFor(edits ?? [])));
      const result = await step.manifest.restoreFile(path);
      if (result === 'left') step.log(`${path} was changed by somebody else and stays.`);
    });
  }
  if ((await step.manifest.read())?.engineBehind === undefined) return;
  await step.change('Let Docker take its configuration over', () => takeOver(step));
}

export const restoreDocker: Phase = { name: 'restore-docker', limitSeconds: 180, apply: restore };

/** Takes the registries of this operation off a host whose cluster goes on. */
export const dropRegistries: Phase = {
  name: 'restore-docker',
  limitSeconds: 180,
  async apply(step) {
    const gone = step.registries();
    const daemon = daemonWishes(gone, []);
    await step.change(`Take ${gone.map((r) => r.address).join(', ')} off Docker`, async () => {
      await step.manifest.amend(behind('reload'));
      await dropFromJsonFile(step, DAEMON_JSON, daemon);
      await takeOver(step);
      await dropFromJsonFile(step, CLIENT_CONFIG, loginWishes(gone));
      for (const { address } of gone) await step.manifest.restoreFile(authorityFile(address));
    });
  },
};

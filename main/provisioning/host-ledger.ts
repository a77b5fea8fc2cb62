import { z } from 'zod';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import {
  contentHash,
  OTHER_WORDS,
  type RemoteFile,
  type RemoteHost,
  type FileState,
} from '../remote/remote-host.ts';
import {
  entryFor,
  managedFile,
  restorationOf,
  withoutPart,
  type ManagedFile,
  type Part,
  type Restoration,
} from './managed-file.ts';

export const LEDGER_DIRECTORY = '/var/lib/clusterdesk';
const PATH = `${LEDGER_DIRECTORY}/manifest.json`;

const keptFileSchema = z.object({
  path: z.string(),
  content: z.base64(),
  mode: z.string(),
  owner: z.string(),
});

const ledgerSchema = z.object({
  version: z.literal(1),
  controller: z.string(),
  clusterId: z.string(),
  clusterName: z.string(),
  hostId: z.string(),
  since: z.string(),
  files: z.array(managedFile),
  /** directories that we made, in the order in which we made them */
  directories: z.array(z.string()),
  packages: z.array(z.string()),
  /** directories of the engine's state that were not there before its packages */
  stateDirectories: z.array(z.string()).optional(),
  /** files of the operator where packages of ours bring one */
  keptFiles: z.array(keptFileSchema).optional(),
  /** their installation has begun and was not seen to end */
  installing: z.boolean().optional(),
  hostnameBefore: z.string().optional(),
  /** how Docker was before we started it */
  engineBefore: z.object({ active: z.boolean(), enabled: z.boolean() }).optional(),
  /** what Docker has to do to take over its configuration as we have just changed it */
  pendingReload: z.enum(['reload', 'restart']).optional(),
  /** we made the Docker Engine part of a swarm; whether docker_gwbridge was there before */
  swarm: z.object({ gatewayBridgeBefore: z.boolean() }).optional(),
});
export type LedgerData = z.infer<typeof ledgerSchema>;

/** A file as the list keeps it. */
export function keptFile(path: string, file: RemoteFile): z.infer<typeof keptFileSchema> {
  return { path, ...file, content: file.content.toString('base64') };
}

/** What one run of an operation knows of a host's list. */
export interface LedgerCache {
  data?: LedgerData | undefined;
}

/** A hard link is made or refused in one step, which a rename is not. */
const CLAIM =
  'umask 077; temp="$2.$$"; trap \'rm -f "$temp"\' EXIT; trap "exit 143" HUP INT TERM PIPE; ' +
  'mkdir -p "$1" && cat > "$temp" && [ "$(wc -c < "$temp")" -eq "$3" ] && ' +
  'sync "$temp" && ln "$temp" "$2"; ' +
  'code=$?; rm -f "$temp"; rmdir "$1" 2>/dev/null; exit $code';

function serialise(data: LedgerData): Buffer {
  return Buffer.from(`${JSON.stringify(data, undefined, 2)}\n`);
}

/** Earlier versions wrote engineBehind for what is pendingReload now. */
function withTodaysNames(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('engineBehind' in data)) return data;
  const { engineBehind, ...rest } = data;
  return { ...rest, pendingReload: engineBehind };
}

/** Reads a ledger's text. @throws ControlPlaneError HOST_MANIFEST_DAMAGED */
export function parseLedger(text: string, host: string): LedgerData {
  try {
    return ledgerSchema.parse(withTodaysNames(JSON.parse(text)));
  } catch (error) {
    throw new ControlPlaneError('HOST_MANIFEST_DAMAGED', `${PATH} cannot be read.`, {
      host,
      cause: error instanceof Error ? error.message.slice(0, 300) : undefined,
    });
  }
}

/** The host belongs to another cluster, of ours or of another controller. */
export function hostTaken(owner: LedgerData, host: string, ours?: string): ControlPlaneError {
  const { clusterName, clusterId, controller, since } = owner;
  const isOurs = controller === ours;
  const whose = isOurs ? 'of this Clusterdesk' : `of controller ${controller}`;
  return new ControlPlaneError(
    'HOST_TAKEN',
    `The host belongs to cluster "${clusterName}" (${clusterId}) ${whose}, since ${since}.`,
    {
      host,
      ...(isOurs && {
        fix: 'Delete that cluster, or remove the host from it. Where the store has forgotten it (an older backup was restored), send takeOver: true: what was put on the host then is taken off with this cluster.',
      }),
    },
  );
}

/** The list of a host that is ours is not there. */
export function ledgerGone(host: string): ControlPlaneError {
  return new ControlPlaneError(
    'HOST_MANIFEST_DAMAGED',
    `${PATH} is gone. What it listed may still be on the host: its membership in the swarm, our public keys, logins and settings of registries, packages.`,
    { host },
  );
}

/**
 * The list, kept on the host itself, of what we changed there. An entry is written before the
 * change it stands for, so that a crash in between leaves too much in the list, never too little.
 */
export class HostLedger {
  private readonly remote: RemoteHost;
  private readonly signal: AbortSignal;
  private readonly clusterId: string;
  private readonly memory: LedgerCache;

  /**
   * @param clusterId the cluster that the reader works for
   * @param memory what a run knows of the list already: nobody else writes a list of ours
   */
  constructor(
    remote: RemoteHost,
    clusterId: string,
    signal: AbortSignal,
    memory: LedgerCache = {},
  ) {
    this.remote = remote;
    this.clusterId = clusterId;
    this.signal = signal;
    this.memory = memory;
  }

  /** The list where the host is this cluster's; another's is not to be acted upon. */
  async read(): Promise<LedgerData | undefined> {
    const data = await this.owner();
    return data?.clusterId === this.clusterId ? data : undefined;
  }

  /** What the host says now, whoever has it; undefined where it is nobody's. */
  async owner(): Promise<LedgerData | undefined> {
    const { data } = this.memory;
    if (data?.clusterId === this.clusterId) return data;
    const file = await this.remote.readFile(PATH, this.signal);
    return this.remember(
      file && parseLedger(file.content.toString('utf8'), this.remote.login.host),
    );
  }

  /**
   * Asks the host itself whose it is, past what is remembered.
   * @returns the list, which is this cluster's
   * @throws ControlPlaneError HOST_TAKEN, HOST_MANIFEST_DAMAGED where the list is gone
   */
  async confirm(): Promise<LedgerData> {
    this.remember(undefined);
    const data = await this.owner();
    const { host } = this.remote.login;
    if (!data) throw ledgerGone(host);
    if (data.clusterId !== this.clusterId) throw hostTaken(data, host);
    return data;
  }

  private remember(data: LedgerData | undefined): LedgerData | undefined {
    this.memory.data = data;
    return data;
  }

  /**
   * Writes the first list. Of two controllers that do so at the same time one wins.
   * @throws ControlPlaneError HOST_TAKEN for the other
   */
  async claim(data: LedgerData): Promise<void> {
    const content = serialise(data);
    const result = await this.remote.root(CLAIM, {
      args: [LEDGER_DIRECTORY, PATH, String(content.length)],
      stdin: content,
      signal: this.signal,
    });
    if (result.code === 0) return void this.remember(data);
    this.remember(undefined);
    if ((await this.read()) !== undefined) return undefined;
    if ((await this.owner()) === undefined) throw this.remote.failure(result);
    throw new ControlPlaneError('HOST_TAKEN', 'Another controller has just taken the host.', {
      host: this.remote.login.host,
      cause: result.stderr.trim() || undefined,
    });
  }

  /** Makes another's list this cluster's: what was changed there is ours to restore from now on. */
  async takeOver(ours: Partial<LedgerData>): Promise<void> {
    const data = await this.owner();
    if (data) await this.write({ ...data, ...ours }, data.clusterId);
  }

  /** Changes the list. @throws ControlPlaneError HOST_MANIFEST_DAMAGED where there is none */
  async amend(change: (data: LedgerData) => LedgerData): Promise<void> {
    const data = await this.read();
    if (!data) throw ledgerGone(this.remote.login.host);
    await this.write(change(data));
  }

  /** @param owner whose list it is now: it may have been taken over from us in the meantime */
  private async write(data: LedgerData, owner = this.clusterId): Promise<void> {
    const file = { content: serialise(data), mode: '600', owner: '0:0' };
    // until it is known to be written, it may be either
    this.remember(undefined);
    try {
      await this.remote.writeFile(PATH, file, this.signal, `"clusterId": "${owner}"`);
    } catch (error) {
      if (!(error instanceof ControlPlaneError) || error.problem.cause !== OTHER_WORDS) throw error;
      throw new ControlPlaneError('HOST_TAKEN', 'The host was taken over by another controller.', {
        host: this.remote.login.host,
      });
    }
    this.remember(data);
  }

  /** Removes the list: the host is nobody's. */
  async release(): Promise<void> {
    this.remember(undefined);
    await this.remote.runOrThrow('rm -rf -- "$1"', {
      args: [LEDGER_DIRECTORY],
      signal: this.signal,
    });
  }

  /**
   * Writes a file of the host and keeps what it was. Parents that are missing are made.
   * @param part what of the new content is ours, for the case that others change the file later
   */
  async writeFile(path: string, next: RemoteFile, part: Part = {}): Promise<void> {
    const [seen] = await this.remote.stat([path], this.signal);
    if (seen) await this.replaceFile(seen, next, part);
  }

  /** The same for a file that was just looked at. @param also further changes of the list */
  async replaceFile(
    { path, file: now, missing }: FileState,
    next: RemoteFile,
    part: Part = {},
    also: (data: LedgerData) => LedgerData = (data) => data,
  ): Promise<void> {
    if (now?.content.equals(next.content)) return;
    if (missing.length > 0) await this.makeDirectories(missing, next);
    await this.amend((before) => {
      const data = also(before);
      const known = data.files.find((file) => file.path === path);
      const entry = entryFor(path, known, now, next, part);
      return { ...data, files: [...data.files.filter((file) => file.path !== path), entry] };
    });
    const file = now ? { ...now, content: next.content } : next;
    await this.remote.writeFile(path, file, this.signal);
  }

  private async makeDirectories(missing: readonly string[], file: RemoteFile): Promise<void> {
    await this.amend((data) => ({
      ...data,
      directories: [...data.directories, ...missing.filter((d) => !data.directories.includes(d))],
    }));
    const mode = file.mode === '600' ? '700' : '755';
    const make =
      'mode=$1; owner=$2; shift 2; for d; do mkdir -p "$d"; chmod "$mode" "$d"; chown "$owner" "$d"; done';
    await this.remote.runOrThrow(make, {
      args: [mode, file.owner, ...missing],
      signal: this.signal,
    });
  }

  /**
   * Puts a file back: byte for byte where nobody else has touched it since, else our part is
   * taken out of what it is now.
   * @returns what was done, in words
   */
  async restoreFile(path: string): Promise<'restored' | 'cleaned' | 'left' | 'absent'> {
    const entry = (await this.read())?.files.find((file) => file.path === path);
    if (!entry) return 'absent';
    const now = await this.remote.readFile(path, this.signal);
    const result = now ? await this.putBack(entry, now) : 'absent';
    await this.amend((data) => ({
      ...data,
      files: data.files.filter((file) => file.path !== path),
    }));
    return result;
  }

  private async putBack(entry: ManagedFile, now: RemoteFile): Promise<Restoration['outcome']> {
    const { outcome, content } = restorationOf(entry, now.content);
    if (content === undefined) await this.remote.removeFile(entry.path, this.signal);
    else await this.replace(entry.path, now, content);
    return outcome;
  }

  private async replace(path: string, now: RemoteFile, content: Buffer): Promise<void> {
    if (now.content.equals(content)) return this.remote.sweepTemporary(path, this.signal);
    await this.remote.writeFile(path, { ...now, content }, this.signal);
  }

  /**
   * Takes a part of what is ours out of a file, of which the rest stays.
   * @param rest what is ours in it from now on; nothing: the file is put back
   */
  async takeOut(path: string, ours: Part, rest: Part): Promise<void> {
    const entry = (await this.read())?.files.find((file) => file.path === path);
    if (!entry) return;
    if (!rest.edits?.length && !rest.lines?.length) {
      await this.restoreFile(path);
      return;
    }
    const now = await this.remote.readFile(path, this.signal);
    const content = now && withoutPart(ours, now.content);
    if (now && content) await this.replace(path, now, content);
    // where others have changed the file it never is again what we wrote
    const untouched = now && contentHash(now.content) === entry.after;
    const after = untouched && content ? contentHash(content) : entry.after;
    const left = { path, before: entry.before, after, ...rest };
    await this.amend((data) => ({
      ...data,
      files: data.files.map((one) => (one.path === path ? left : one)),
    }));
  }

  /**
   * Takes lines that are ours out of a file; lines that were there before us stay.
   * @returns how many were taken out
   */
  async dropLines(path: string, lines: readonly string[]): Promise<number> {
    const entry = (await this.read())?.files.find((file) => file.path === path);
    const [ours, rest] = [true, false].map(
      (going) => entry?.lines?.filter((line) => lines.includes(line) === going) ?? [],
    );
    if (ours?.length) await this.takeOut(path, { lines: ours }, { lines: rest });
    return ours?.length ?? 0;
  }

  /** Removes the directories that we made, where they are empty again. */
  async removeDirectories(): Promise<void> {
    const made = (await this.read())?.directories ?? [];
    if (made.length === 0) return;
    await this.remote.runOrThrow('for d; do rmdir -- "$d" 2>/dev/null || :; done', {
      args: made.toReversed(),
      signal: this.signal,
    });
    await this.amend((data) => ({ ...data, directories: [] }));
  }
}

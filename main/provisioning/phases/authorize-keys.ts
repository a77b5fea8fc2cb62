import type { RemoteFile } from '../../remote/remote-host.ts';
import type { Phase, StepContext } from '../phase.ts';

interface Account {
  readonly path: string;
  readonly owner: string;
}

async function account(step: StepContext): Promise<Account> {
  const { home, owner } = await step.remote.connect(step.signal);
  return { path: `${home}/.ssh/authorized_keys`, owner };
}

const linesOf = (file: RemoteFile | undefined) => file?.content.toString('utf8').split('\n') ?? [];

async function missingKeys(step: StepContext): Promise<string[]> {
  const { path } = await account(step);
  const present = new Set(linesOf(await step.remote.readFile(path, step.signal)));
  return step.pubkeys().filter((key) => !present.has(key));
}

/** Adds the cluster's public keys to the login user's authorized_keys. */
export const authorizeKeys: Phase = {
  name: 'authorize-keys',
  limitSeconds: 60,
  async probe(step) {
    return step.pubkeys().length === 0 || (await missingKeys(step)).length === 0;
  },
  async apply(step) {
    const missing = await missingKeys(step);
    const { path, owner } = await account(step);
    await step.change(`Add ${missing.length} public key(s) to ${path}`, async () => {
      const [seen] = await step.remote.look([path], step.signal);
      if (!seen) return;
      const { file } = seen;
      const text = file?.content.toString('utf8') ?? '';
      const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
      const content = Buffer.from(`${start}${missing.join('\n')}\n`);
      const next = { content, mode: file?.mode ?? '600', owner: file?.owner ?? owner };
      await step.manifest.replaceSeen(seen, next, { lines: missing });
    });
  },
  async verify(step) {
    const missing = await missingKeys(step);
    if (missing.length > 0) throw new Error(`${missing.length} keys are not in authorized_keys`);
  },
  undo: restore,
};

/** Takes the keys of this operation out of authorized_keys; the cluster goes on. */
export const dropKeys: Phase = {
  name: 'revoke-keys',
  limitSeconds: 60,
  async apply(step) {
    const { path } = await account(step);
    await step.change(`Take ${step.pubkeys().length} public key(s) out of ${path}`, async () => {
      const count = await step.manifest.dropLines(path, step.pubkeys());
      if (count < step.pubkeys().length) {
        step.log('A key that was on the host before the cluster stays there.');
      }
    });
  },
};

async function restore(step: StepContext): Promise<void> {
  const { path } = await account(step);
  const data = await step.manifest.read();
  if (!data?.files.some((file) => file.path === path)) return;
  await step.change(`Take our keys out of ${path}`, async () => {
    await step.manifest.restoreFile(path);
  });
}

export const revokeKeys: Phase = { name: 'revoke-keys', limitSeconds: 60, apply: restore };

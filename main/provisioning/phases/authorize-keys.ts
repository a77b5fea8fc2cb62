import { known, type Phase, type StepContext } from '../phase.ts';

interface Account {
  readonly path: string;
  readonly owner: string;
}

async function account(step: StepContext): Promise<Account> {
  const { home, owner } = await step.remote.connect(step.signal);
  return { path: `${home}/.ssh/authorized_keys`, owner };
}

/** The file of keys as it is, and which of the cluster's are not in it. */
const findMissing = known(async (step) => {
  const { path, owner } = await account(step);
  const [seen] = await step.remote.look([path], step.signal);
  if (!seen) throw new Error(`${path} was not looked at`);
  const text = seen.file?.content.toString('utf8') ?? '';
  const present = new Set(text.split('\n'));
  return { seen, owner, text, missing: step.pubkeys().filter((key) => !present.has(key)) };
});

/** Adds the cluster's public keys to the login user's authorized_keys. */
export const authorizeKeys: Phase = {
  name: 'authorize-keys',
  limitSeconds: 60,
  async probe(step) {
    return step.pubkeys().length === 0 || (await findMissing(step)).missing.length === 0;
  },
  async apply(step) {
    const { seen, owner, text, missing } = await findMissing(step);
    await step.change(`Add ${missing.length} public key(s) to ${seen.path}`, async () => {
      const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
      const content = Buffer.from(`${start}${missing.join('\n')}\n`);
      await step.manifest.replaceSeen(
        seen,
        { mode: '600', owner, ...seen.file, content },
        { lines: missing },
      );
    });
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

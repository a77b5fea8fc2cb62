import { authorizedKeys } from '../authorized-keys.ts';
import { memoizePerStep, type Phase } from '../phase.ts';
import { revokeKeys } from './revoke-keys.ts';

/** The file of keys as it is, and which of the cluster's are not in it. */
const findMissing = memoizePerStep(async (step) => {
  const { path, owner } = await authorizedKeys(step);
  const [seen] = await step.remote.stat([path], step.signal);
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
      await step.ledger.replaceFile(
        seen,
        { mode: '600', owner, ...seen.file, content },
        { lines: missing },
      );
    });
  },
  undo: (step) => revokeKeys.apply(step),
};

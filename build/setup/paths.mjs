import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the set-up keeps what it fetches for itself; not in the repository. */
export const TOOLS = join(ROOT, '.tools');

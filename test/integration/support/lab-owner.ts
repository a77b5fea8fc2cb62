import type { TestProject } from 'vitest/node';
import { downOwnedBy } from '../../lab/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The test runner's own process, for which the leased labs stand. */
    labOwner: number;
  }
}

/** Labs that are leased outlive the worker that runs a file; they go with the test runner. */
export default function setup({ provide }: TestProject): () => Promise<unknown> {
  provide('labOwner', process.pid);
  return () => downOwnedBy(process.pid);
}

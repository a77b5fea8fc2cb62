import { awaitConfigured, configure, isConfigured } from '../docker/configuration.ts';
import type { Phase } from '../phase.ts';
import { restoreDocker } from './restore-docker.ts';

/** Docker gets the cluster's registries and engine options. */
export const configureDocker: Phase = {
  name: 'configure-docker',
  limitSeconds: 180,
  probe: isConfigured,
  apply: configure,
  verify: awaitConfigured,
  undo: (step) => restoreDocker.apply(step),
};

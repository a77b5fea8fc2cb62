import { ControlPlaneError, type ErrorCode } from '../../../shared/contract/errors.ts';
import type { Phase } from '../phase.ts';
import { connect } from './connect.ts';

const GONE = new Set<ErrorCode>(['HOST_UNREACHABLE', 'HOST_PORT_REFUSED', 'HOST_CONNECTION_LOST']);

/**
 * Connects to a host that may be gone for good. Where the operator agrees, one that does not answer
 * is written off: nothing is cleaned on it, and it leaves the cluster all the same.
 */
export const connectOrWriteOff: Phase = {
  ...connect,
  async apply(step) {
    try {
      await connect.apply(step);
    } catch (error) {
      const gone = error instanceof ControlPlaneError && GONE.has(error.code);
      if (!gone || !step.input.writeOff) throw error;
      step.update({ status: 'OFFLINE' });
      step.log(`${error.message} It is written off: what we put on it stays there.`);
    }
  },
};

/** The phase, left out on hosts that were written off. */
export function unlessWrittenOff(phase: Phase): Phase {
  return {
    ...phase,
    probe: async (step) => step.host.status === 'OFFLINE' || ((await phase.probe?.(step)) ?? false),
  };
}

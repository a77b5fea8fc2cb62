import { z } from 'zod';
import { objectId, wholeNumber } from '../common.ts';
import type { ErrorCode } from '../errors.ts';

/** The path parameter of calls about one record. @param what `the cluster` */
export function idOf(what: string) {
  return z.object({ id: objectId.describe(`The id of ${what}.`) });
}

/** The longest that a caller can ask to be kept waiting for an operation's end, in seconds. */
const LONGEST_WAIT = 3600;

/** The query of calls that begin work on hosts. */
export const waitQuery = z.object({
  wait: wholeNumber(
    'Seconds to wait for the operation to end; the answer then shows what it led to. Its state is ' +
      'in X-Operation-State, also where the time was not enough.',
    LONGEST_WAIT,
  ),
});

/** What an update answers, as in the 2017 system. */
export const updated = z.object({
  created: z.literal(false).describe('Always false: the record was there before.'),
  url: z.string().describe('The path of the record.'),
});

/** What can go wrong when the hosts of a cluster are changed. */
export const changeErrors: readonly ErrorCode[] = [
  'E50004',
  'E50016',
  'E50106',
  'HOST_UNREACHABLE',
  'HOST_PORT_REFUSED',
  'HOST_LOGIN_REFUSED',
  'HOST_KEY_CHANGED',
  'HOST_CONNECTION_LOST',
  'HOST_SUDO_REFUSED',
  'COMMAND_FAILED',
  'DOCKER_REFUSED',
];

import { z } from 'zod';
import { objectId, wholeNumber } from '../common.ts';

/** The path parameter of calls about one record. @param what `the cluster` */
export function idOf(what: string) {
  return z.object({ id: objectId.describe(`The id of ${what}.`) });
}

/** The path parameters of calls about a host of a cluster. */
export const hostParams = z.object({
  id: objectId.describe('The id of the cluster.'),
  host_id: objectId.describe('The id of the host.'),
});

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

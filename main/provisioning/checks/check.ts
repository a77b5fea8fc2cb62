import type { Problem } from '../../../shared/contract/errors.ts';
import type { Facts } from '../../remote/facts.ts';
import type { StepContext } from '../phase.ts';

/** One question to a host: what is wrong with it, nothing when all is well. */
export type Check = (facts: Facts, step: StepContext) => Problem[] | Promise<Problem[]>;

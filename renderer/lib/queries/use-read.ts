import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ProcedureInput, ProcedureOutput } from '../../../shared/contract/rpc.ts';
import { callOrThrow, useControlPlane } from '../control-plane.ts';
import { readKey, type ReadName } from './reads.ts';

/**
 * What a call answers, kept up to date for as long as a component shows it.
 * @returns the answer while there is one, the error of the newest attempt, and whether neither is
 *   there yet; an error is a ProblemError
 */
export function useRead<N extends ReadName>(
  name: N,
  input: ProcedureInput<N>,
): UseQueryResult<ProcedureOutput<N>> {
  const { bridge } = useControlPlane();
  return useQuery({
    queryKey: readKey(name, input),
    queryFn: ({ signal }) => callOrThrow(bridge, name, input, signal),
  });
}

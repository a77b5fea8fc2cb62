import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ProcedureInput, ProcedureOutput } from '../../../shared/contract/rpc.ts';
import { callOrThrow, useControlPlane } from '../control-plane.ts';
import { readKey, type ReadName } from './reads.ts';

interface ReadOptions {
  /**
   * With another input, the answer to the one before stays in sight until the new one is there: for
   * lists that are narrowed down while one types, never for the record of an id.
   */
  keepPrevious?: boolean;
}

/**
 * What a call answers, kept up to date for as long as a component shows it.
 * @returns the answer while there is one, the error of the newest attempt, and whether neither is
 *   there yet; an error is a ProblemError
 */
export function useRead<N extends ReadName>(
  name: N,
  input: ProcedureInput<N>,
  { keepPrevious = false }: ReadOptions = {},
): UseQueryResult<ProcedureOutput<N>> {
  const { bridge } = useControlPlane();
  return useQuery({
    queryKey: readKey(name, input),
    queryFn: ({ signal }) => callOrThrow(bridge, name, input, signal),
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
}

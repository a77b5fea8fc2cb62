import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { Problem } from '../../../shared/contract/errors.ts';
import type {
  ProcedureInput,
  ProcedureName,
  ProcedureOutput,
} from '../../../shared/contract/rpc.ts';
import { useControlPlane } from '../control-plane.ts';
import { groupOf, type ReadName } from './reads.ts';

export interface Call<N extends ProcedureName> {
  /** @returns the output, or the problem, which is also kept for showing */
  run: (input: ProcedureInput<N>) => Promise<{ data: ProcedureOutput<N> } | { problem: Problem }>;
  busy: boolean;
  problem: Problem | null;
  clear: () => void;
}

/**
 * One call at a press of a button; what its group of calls has read is read again when it is done.
 * Unlike a query library's mutation it keeps no copy of the input, which may hold private keys.
 */
export function useCall<N extends Exclude<ProcedureName, ReadName>>(name: N): Call<N> {
  const { bridge } = useControlPlane();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    busy,
    problem,
    clear: () => setProblem(null),
    run: async (input) => {
      setBusy(true);
      setProblem(null);
      const result = await bridge.call(name, input);
      if (!result.ok) {
        setBusy(false);
        setProblem(result.problem);
        return { problem: result.problem };
      }
      // until the answer before this one has gone from the screen, a second press would be refused
      void client
        .invalidateQueries({
          predicate: ({ queryKey }) => groupOf(queryKey[0]) === groupOf(name),
        })
        .finally(() => setBusy(false));
      return { data: result.data };
    },
  };
}

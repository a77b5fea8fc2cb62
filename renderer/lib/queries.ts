import { QueryClient, queryOptions } from '@tanstack/react-query';
import type {
  ControlPlaneBridge,
  ProcedureInput,
  ProcedureName,
  ProcedureOutput,
} from '../../shared/contract/rpc.ts';
import { callOrThrow, ProblemError } from './control-plane.ts';

/** Which resource a procedure reads, the first part of its key: a change names what to read again. */
type Resource = 'app' | 'cluster' | 'host' | 'operation';

function read<N extends ProcedureName>(resource: Resource, name: N) {
  return (bridge: ControlPlaneBridge, input: ProcedureInput<N>) =>
    queryOptions({
      queryKey: [resource, name, input],
      queryFn: ({ signal }): Promise<ProcedureOutput<N>> =>
        callOrThrow(bridge, name, input, signal),
    });
}

export const queries = {
  appInfo: read('app', 'app.info'),
  clusters: read('cluster', 'clusters.list'),
  cluster: read('cluster', 'clusters.get'),
  hosts: read('host', 'clusters.listHosts'),
  operations: read('operation', 'operations.list'),
  operation: read('operation', 'operations.get'),
};

/** Only a control plane that is out of reach is asked again; its other answers are answers. */
function shouldRetry(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof ProblemError && error.problem.code === 'E12008';
}

/** The page's cache. Loopback works offline, so the browser's idea of "online" does not count. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', staleTime: 30_000, retry: shouldRetry },
    },
  });
}

import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../control-plane.ts';

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

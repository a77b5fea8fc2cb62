import { useState } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ControlPlaneContext, type ControlPlane } from '../lib/control-plane.ts';
import { createQueryClient } from '../lib/queries/index.ts';
import { createPageRouter } from './routes.tsx';

interface AppProps {
  controlPlane: ControlPlane;
  /** tests bring their own, with a history in memory */
  router?: ReturnType<typeof createPageRouter>;
  queryClient?: ReturnType<typeof createQueryClient>;
}

/** The page once a control plane is at hand. */
export function App({ controlPlane, router, queryClient }: AppProps) {
  const [ownRouter] = useState(() => router ?? createPageRouter());
  const [ownClient] = useState(() => queryClient ?? createQueryClient());
  return (
    <ControlPlaneContext value={controlPlane}>
      <QueryClientProvider client={ownClient}>
        <RouterProvider router={ownRouter} />
      </QueryClientProvider>
    </ControlPlaneContext>
  );
}

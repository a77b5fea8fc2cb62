import type { ComponentType } from 'react';
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type RouterHistory,
} from '@tanstack/react-router';
import { z } from 'zod';
import { clusterStatuses } from '../../shared/contract/cluster.ts';
import { objectId } from '../../shared/contract/common.ts';
import { hostRoles, hostStatuses } from '../../shared/contract/host.ts';
import { operationStates } from '../../shared/contract/operation.ts';
import { ErrorScreen, NotFound } from './failures.tsx';
import { LoadingScreen } from './loading-screen.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: ErrorScreen,
});
const at = { getParentRoute: () => root };

/**
 * A screen whose code comes when it is first opened, or when a link to it is pointed at.
 * @param name of the component in its module
 */
function lazyScreen<N extends string>(load: () => Promise<Record<N, ComponentType>>, name: N) {
  return lazyRouteComponent(async () => ({ default: (await load())[name] }));
}

/** Which page of a long list, from 1 on. */
const page = z.int().min(1).optional().catch(undefined);

/** Every screen: its address, what may stand in its search, where its code is. */
const screens = [
  createRoute({
    ...at,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/clusters', replace: true });
    },
  }),
  createRoute({
    ...at,
    path: '/clusters',
    validateSearch: z.object({
      name: z.string().optional().catch(undefined),
      status: z.enum(clusterStatuses).optional().catch(undefined),
    }),
    component: lazyScreen(() => import('../features/clusters/clusters-page.tsx'), 'ClustersPage'),
  }),
  createRoute({
    ...at,
    path: '/clusters/new',
    component: lazyScreen(() => import('../features/create/create-page.tsx'), 'CreatePage'),
  }),
  createRoute({
    ...at,
    path: '/clusters/$id',
    component: lazyScreen(() => import('../features/clusters/cluster-page.tsx'), 'ClusterPage'),
  }),
  createRoute({
    ...at,
    path: '/clusters/$id/add-hosts',
    component: lazyScreen(() => import('../features/add-hosts/add-hosts-page.tsx'), 'AddHostsPage'),
  }),
  createRoute({
    ...at,
    path: '/nodes',
    validateSearch: z.object({
      q: z.string().optional().catch(undefined),
      status: z.enum(hostStatuses).optional().catch(undefined),
      role: z.enum(hostRoles).optional().catch(undefined),
      cluster: objectId.optional().catch(undefined),
      page,
    }),
    component: lazyScreen(() => import('../features/nodes/nodes-page.tsx'), 'NodesPage'),
  }),
  createRoute({
    ...at,
    path: '/operations',
    validateSearch: z.object({ state: z.enum(operationStates).optional().catch(undefined), page }),
    component: lazyScreen(
      () => import('../features/operations/operations-page.tsx'),
      'OperationsPage',
    ),
  }),
  createRoute({
    ...at,
    path: '/operations/$id',
    component: lazyScreen(
      () => import('../features/operations/operation-page.tsx'),
      'OperationPage',
    ),
  }),
  createRoute({
    ...at,
    path: '/help/$code',
    component: lazyScreen(() => import('../features/help/help-page.tsx'), 'HelpPage'),
  }),
] as const;

// The compiler follows a screen's type through that of the routes; in one expression it gives up.
const routeTree = root.addChildren(screens);

/** The page's router. Addresses live behind the # so that any server can serve the page. */
export function createPageRouter(history: RouterHistory = createHashHistory()) {
  return createRouter({
    routeTree,
    history,
    defaultErrorComponent: ErrorScreen,
    defaultPendingComponent: LoadingScreen,
    defaultPreload: 'intent',
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}

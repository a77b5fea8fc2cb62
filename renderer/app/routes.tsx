import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
  type RouterHistory,
} from '@tanstack/react-router';
import { z } from 'zod';
import { clusterStatuses } from '../../shared/contract/cluster.ts';
import { operationStates } from '../../shared/contract/operation.ts';
import { AddHostsPage } from '../features/add-hosts/add-hosts-page.tsx';
import { ClusterPage } from '../features/clusters/cluster-page.tsx';
import { ClustersPage } from '../features/clusters/clusters-page.tsx';
import { CreatePage } from '../features/create/create-page.tsx';
import { HelpPage } from '../features/help/help-page.tsx';
import { OperationPage } from '../features/operations/operation-page.tsx';
import { OperationsPage } from '../features/operations/operations-page.tsx';
import { Crash, NotFound } from './failures.tsx';
import { Shell } from './shell.tsx';

const clustersSearch = z.object({
  name: z.string().optional().catch(undefined),
  status: z.enum(clusterStatuses).optional().catch(undefined),
});
const operationsSearch = z.object({ state: z.enum(operationStates).optional().catch(undefined) });

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: Crash,
});
const at = { getParentRoute: () => root };

const index = createRoute({
  ...at,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/clusters', replace: true });
  },
});
const clusters = createRoute({
  ...at,
  path: '/clusters',
  validateSearch: clustersSearch,
  component: ClustersPage,
});
const create = createRoute({ ...at, path: '/clusters/new', component: CreatePage });
const cluster = createRoute({ ...at, path: '/clusters/$id', component: ClusterPage });
const addHosts = createRoute({
  ...at,
  path: '/clusters/$id/add-hosts',
  component: AddHostsPage,
});
const operations = createRoute({
  ...at,
  path: '/operations',
  validateSearch: operationsSearch,
  component: OperationsPage,
});
const operation = createRoute({ ...at, path: '/operations/$id', component: OperationPage });
const help = createRoute({ ...at, path: '/help/$code', component: HelpPage });

const routeTree = root.addChildren([
  index,
  clusters,
  create,
  cluster,
  addHosts,
  operations,
  operation,
  help,
]);

/** The page's router. Addresses live behind the # so that any server can serve the page. */
export function createPageRouter(history: RouterHistory = createHashHistory()) {
  return createRouter({
    routeTree,
    history,
    defaultErrorComponent: Crash,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}

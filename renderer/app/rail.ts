import { Boxes, ListChecks, Server } from 'lucide-react';

/** What stands in the rail at the left, from the top downwards. */
export const rail = [
  { to: '/clusters', icon: Boxes, text: 'app.clusters' },
  { to: '/nodes', icon: Server, text: 'hosts.all.title' },
  { to: '/operations', icon: ListChecks, text: 'app.operations' },
] as const;

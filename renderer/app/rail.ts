import { Boxes, ListChecks } from 'lucide-react';

/** What stands in the rail at the left, from the top downwards. */
export const rail = [
  { to: '/clusters', icon: Boxes, text: 'app.clusters' },
  { to: '/operations', icon: ListChecks, text: 'app.operations' },
] as const;

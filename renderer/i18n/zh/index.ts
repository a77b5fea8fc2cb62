import type { Translation } from '../en/index.ts';
import { clusters } from './clusters.ts';
import { common } from './common.ts';
import { create } from './create.ts';
import { hosts } from './hosts.ts';
import { operations } from './operations.ts';

export const zh: Translation = { ...common, clusters, create, hosts, operations };

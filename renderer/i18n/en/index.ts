import { clusters } from './clusters.ts';
import { common } from './common.ts';
import { create } from './create.ts';
import { hosts } from './hosts.ts';
import { operations } from './operations.ts';

export const en = { ...common, clusters, create, hosts, operations };

/** The same keys with other texts. */
type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
export type Translation = Texts<typeof en>;

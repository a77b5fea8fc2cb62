import { clusters } from './clusters.ts';
import { common } from './common.ts';
import { create } from './create.ts';
import { forms } from './forms.ts';
import { hosts } from './hosts.ts';
import { login } from './login.ts';
import { machines } from './machines.ts';
import { operations } from './operations.ts';
import { plan } from './plan.ts';
import { registries } from './registries.ts';

export const en = {
  ...common,
  clusters,
  create,
  forms,
  hosts,
  login,
  machines,
  operations,
  plan,
  registries,
};

/** The same keys with other texts. */
type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
export type Translation = Texts<typeof en>;

import { isOneOf, registryLabel, type LabelOf } from '../../forms/labels.ts';
import { machineLabel } from '../machines/index.ts';

const labels = {
  name: 'create.name',
  createCategory: 'create.category',
  stack: 'create.stack',
  hostKeyPolicy: 'create.policy',
} as const;

/** The name of a field of the form for a new cluster. */
export const createLabel: LabelOf = (path, t) =>
  isOneOf(labels, path) ? t(labels[path]) : (registryLabel(path, t) ?? machineLabel(path, t));

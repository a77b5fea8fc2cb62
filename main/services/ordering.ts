import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { SortKey } from '../store/table.ts';

/**
 * The order of a list, from the caller's `sort`: names of fields, `-` in front for descending,
 * separated by commas.
 * @param fields the record's own: the caller's name → field
 * @throws ControlPlaneError E12002 for a name that is not among them
 */
export function sortKeys<F extends string>(
  sort: string | undefined,
  fields: Readonly<Record<string, F>>,
  fallback: string,
): SortKey<F>[] {
  const keys = (sort ?? '').split(',').filter(Boolean);
  const wanted = (keys.length > 0 ? keys : [fallback]).map((key) => {
    const descending = key.startsWith('-');
    const name = descending ? key.slice(1) : key;
    return { name, field: Object.hasOwn(fields, name) ? fields[name] : undefined, descending };
  });
  const details = wanted
    .filter(({ field }) => field === undefined)
    .map(({ name }) => ({
      field: 'sort',
      message: `cannot sort by "${name}"; use ${Object.keys(fields).join(', ')}`,
    }));
  if (details.length > 0) {
    throw new ControlPlaneError('E12002', details.map((detail) => detail.message).join('; '), {
      details,
    });
  }
  return wanted.flatMap(({ field, descending }) => (field ? { field, descending } : []));
}

import { ControlPlaneError } from '../../shared/contract/errors.ts';

/**
 * The SQL order of a list, from the caller's `sort`: names of fields, `-` in front for descending,
 * separated by commas. The id comes last, so that pages never overlap.
 * @param columns the table's own: field → column
 * @throws ControlPlaneError E12002 for a field that is not among them
 */
export function orderBy(
  sort: string | undefined,
  columns: Readonly<Record<string, string>>,
  fallback: string,
): string {
  const keys = (sort ?? '').split(',').filter(Boolean);
  const wanted = (keys.length > 0 ? keys : [fallback]).map((key) => {
    const descending = key.startsWith('-');
    const name = descending ? key.slice(1) : key;
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    return { name, column, direction: descending ? 'DESC' : 'ASC' };
  });
  const details = wanted
    .filter(({ column }) => column === undefined)
    .map(({ name }) => ({
      field: 'sort',
      message: `cannot sort by "${name}"; use ${Object.keys(columns).join(', ')}`,
    }));
  if (details.length > 0) {
    throw new ControlPlaneError('E12002', details.map((detail) => detail.message).join('; '), {
      details,
    });
  }
  const last = wanted.at(-1)?.direction ?? 'ASC';
  return [...wanted.map(({ column, direction }) => `${column} ${direction}`), `id ${last}`].join(
    ', ',
  );
}

import type { Database } from './database.ts';

/** A condition of a list, with its parameters in order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

export interface ListOptions {
  readonly skip?: number | undefined;
  /** 0 or absent: no limit */
  readonly limit?: number | undefined;
  /** columns with direction, already checked against the table's own */
  readonly order: string;
}

export interface Page<Row> {
  readonly rows: Row[];
  /** how many match in all, before skip and limit */
  readonly total: number;
}

/** One page of a table. Names of tables and columns come from our code, values are bound. */
export function listRows<Row>(
  db: Database,
  table: string,
  conditions: readonly Condition[],
  options: ListOptions,
): Page<Row> {
  const where = conditions.length ? ` WHERE ${conditions.map((c) => c.sql).join(' AND ')}` : '';
  const values = conditions.flatMap((condition) => condition.values);
  const total = db
    .prepare<(string | number)[], { n: number }>(`SELECT count(*) AS n FROM ${table}${where}`)
    .get(...values)?.n;
  const rows = db
    .prepare<(string | number)[], Row>(
      `SELECT * FROM ${table}${where} ORDER BY ${options.order} LIMIT ? OFFSET ?`,
    )
    .all(...values, options.limit || -1, options.skip ?? 0);
  return { rows, total: total ?? 0 };
}

/** `column = value`, for every pair whose value is neither undefined nor empty. */
export function equals(pairs: Record<string, string | undefined>): Condition[] {
  return Object.entries(pairs).flatMap(([column, value]) =>
    value === undefined || value === '' ? [] : [{ sql: `${column} = ?`, values: [value] }],
  );
}

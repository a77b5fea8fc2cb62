import type { SqlValue } from './columns.ts';
import type { Database } from './database.ts';
import { statement, type Row } from './statements.ts';

/** A condition of a list, with its parameters in order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** One term of an order. */
export interface OrderTerm {
  readonly column: string;
  /** the name that the column has in the rows; absent: its own */
  readonly field?: string;
  readonly descending: boolean;
  /** its NULLs stand as empty texts in the order */
  readonly nullable?: boolean;
}

/** Names of tables and columns come from our code, values are bound. */
export interface ListQuery {
  readonly table: string;
  /** the columns of a row, those of the order among them */
  readonly select: string;
  readonly conditions: readonly Condition[];
  /** the last one tells every row from the others, so that pages never overlap */
  readonly order: readonly OrderTerm[];
  readonly skip?: number | undefined;
  /** 0 or absent: no limit */
  readonly limit?: number | undefined;
}

/** How many records a piece of a long list has. */
export const PIECE = 200;

interface Source<R> {
  read(): R[];
  count(): number;
  pieces(size: number): Iterable<R[]>;
}

/** The records that match. Nothing is read or counted before it is asked for. */
export class Listing<R> {
  private readonly source: Source<R>;
  private read: R[] | undefined;

  constructor(source: Source<R>) {
    this.source = source;
  }

  /** The page's records, all at once. */
  get items(): R[] {
    this.read ??= this.source.read();
    return this.read;
  }

  /** How many match in all, before skip and limit. */
  get total(): number {
    return this.source.count();
  }

  /** The page's records piece by piece, each read when it is asked for: for long lists. */
  pieces(size = PIECE): Iterable<R[]> {
    return this.source.pieces(size);
  }

  /** The same list in another form. */
  map<T>(view: (record: R) => T): Listing<T> {
    const { source } = this;
    return new Listing<T>({
      read: () => this.items.map((record) => view(record)),
      count: () => this.total,
      *pieces(size) {
        for (const piece of source.pieces(size)) yield piece.map((record) => view(record));
      },
    });
  }
}

function whereOf(conditions: readonly Condition[]): { sql: string; values: SqlValue[] } {
  const sql = conditions.map((condition) => condition.sql).join(' AND ');
  return {
    sql: sql && ` WHERE ${sql}`,
    values: conditions.flatMap((condition) => condition.values),
  };
}

const expression = ({ column, nullable }: OrderTerm) =>
  nullable ? `ifnull(${column}, '')` : column;

/** What comes after a row: past its first term, or level with it and past the others. */
function after(row: Row, [term, ...others]: readonly OrderTerm[]): Condition {
  if (!term) return { sql: 'FALSE', values: [] };
  const value = row[term.field ?? term.column] ?? (term.nullable ? '' : null);
  const own = expression(term);
  const past = `${own} ${term.descending ? '<' : '>'} ?`;
  if (others.length === 0) return { sql: past, values: [value] };
  const level = after(row, others);
  // the first half lets an index of the order find the place
  const reached = `${own} ${term.descending ? '<=' : '>='} ?`;
  return {
    sql: `${reached} AND (${past} OR ${level.sql})`,
    values: [value, value, ...level.values],
  };
}

/** The rows of a table that match, each in the form that `view` gives it. */
export function listRows<R>(db: Database, query: ListQuery, view: (row: Row) => R): Listing<R> {
  const { table, select, conditions, order, skip = 0, limit = 0 } = query;
  const orderBy = order
    .map((term) => `${expression(term)} ${term.descending ? 'DESC' : 'ASC'}`)
    .join(', ');

  function page(more: readonly Condition[], most: number, offset: number): Row[] {
    const { sql, values } = whereOf([...conditions, ...more]);
    return statement(
      db,
      `SELECT ${select} FROM ${table}${sql} ORDER BY ${orderBy} LIMIT ? OFFSET ?`,
    ).all(...values, most, offset);
  }

  return new Listing<R>({
    read: () => page([], limit || -1, skip).map((row) => view(row)),
    count() {
      const { sql, values } = whereOf(conditions);
      return Number(
        statement(db, `SELECT count(*) AS n FROM ${table}${sql}`).get(...values)?.['n'],
      );
    },
    *pieces(size) {
      let left = limit || Infinity;
      let last: Row | undefined;
      while (left > 0) {
        const most = Math.min(size, left);
        const rows = page(last ? [after(last, order)] : [], most, last ? 0 : skip);
        last = rows.at(-1);
        left = rows.length < most ? 0 : left - rows.length;
        if (rows.length > 0) yield rows.map((row) => view(row));
      }
    },
  });
}

/** `column = value`, for every pair whose value is neither undefined nor empty. */
export function equals(pairs: Readonly<Record<string, SqlValue | undefined>>): Condition[] {
  return Object.entries(pairs).flatMap(([column, value]) =>
    value === undefined || value === '' ? [] : [{ sql: `${column} = ?`, values: [value] }],
  );
}

import { columnName, type Column, type Columns, type RecordOf, type SqlValue } from './columns.ts';
import type { Database } from './database.ts';
import { equals, listRows, type Condition, type Listing } from './listing.ts';
import { statement, type Row } from './statements.ts';

/** One key of an order: a field of the record. */
export interface SortKey<F extends string = string> {
  readonly field: F;
  readonly descending: boolean;
}

/** Which records a list holds, and in which order. */
export interface TableList<R> {
  /** Fields that have these values; undefined and empty ones are no condition. */
  readonly where?: Readonly<Partial<Record<keyof R & string, string | undefined>>>;
  /** what else must hold */
  readonly conditions?: readonly Condition[];
  /** the id comes last by itself */
  readonly order: readonly SortKey<keyof R & string>[];
  readonly skip?: number | undefined;
  /** 0 or absent: no limit */
  readonly limit?: number | undefined;
}

/** A query of a table's records, prepared once. */
export interface TableQuery<R> {
  get(...values: SqlValue[]): R | undefined;
  all(...values: SqlValue[]): R[];
}

/** The plain part of a repository: records with an id. */
export interface Table<R extends { id: string }> {
  insert(record: R): void;
  find(id: string): R | undefined;
  /** Writes the fields given. @returns whether there is such a record */
  update(id: string, change: Partial<R>): boolean;
  /** @returns whether there was such a record */
  remove(id: string): boolean;
  list(list: TableList<R>): Listing<R>;
  /** @param rest what follows SELECT … FROM the table */
  query(rest: string): TableQuery<R>;
}

/** @param columns every column that a record is written to; they say what a record is */
export function openTable<C extends Columns & { readonly id: Column<string> }>(
  db: Database,
  name: string,
  columns: C,
): Table<RecordOf<C> & { id: string }> {
  type R = RecordOf<C> & { id: string };
  const fields = Object.entries<Column<unknown>>(columns).map(([field, column]) => ({
    field,
    name: columnName(field),
    column,
  }));
  const byField = new Map(fields.map((field) => [field.field, field]));
  const read = fields.flatMap(({ field, column }) =>
    column.read ? [{ field, from: column.read }] : [],
  );
  const select = fields.map((field) => `${field.name} AS ${field.field}`).join(', ');
  const names = fields.map((field) => field.name).join(', ');
  const insert = db.prepare(
    `INSERT INTO ${name} (${names}) VALUES (${fields.map(() => '?').join(', ')})`,
  );
  const find = db.prepare<[string], Row>(`SELECT ${select} FROM ${name} WHERE id = ?`);
  const remove = db.prepare<[string]>(`DELETE FROM ${name} WHERE id = ?`);

  /** The row becomes the record: only what stands in another form is written anew. */
  function toRecord(row: Row): R {
    const record: Record<string, unknown> = row;
    for (const { field, from } of read) record[field] = from(row[field] ?? null);
    return record as R;
  }

  function columnOf(field: string) {
    const found = byField.get(field);
    if (!found) throw new Error(`${name} has no field ${field}`);
    return found;
  }

  return {
    insert(record) {
      insert.run(fields.map(({ field, column }) => column.write(record[field as keyof R])));
    },
    find(id) {
      const row = find.get(id);
      return row && toRecord(row);
    },
    update(id, change) {
      const changed = fields.filter(
        ({ field }) => field !== 'id' && change[field as keyof R] !== undefined,
      );
      if (changed.length === 0) return find.get(id) !== undefined;
      const sets = changed.map((field) => `${field.name} = ?`).join(', ');
      const values = changed.map(({ field, column }) => column.write(change[field as keyof R]));
      const update = statement(db, `UPDATE ${name} SET ${sets} WHERE id = ?`);
      return update.run(...values, id).changes > 0;
    },
    remove: (id) => remove.run(id).changes > 0,
    list({ where = {}, conditions = [], order, skip, limit }) {
      const descending = order.at(-1)?.descending ?? false;
      const terms = [...order, { field: 'id', descending }].map((key) => {
        const { field, name: column, column: codec } = columnOf(key.field);
        return {
          column,
          field,
          descending: key.descending,
          ...(codec.nullable && { nullable: true }),
        };
      });
      const pairs = Object.entries<string | undefined>(where).map(
        ([field, value]): [string, string | undefined] => [columnOf(field).name, value],
      );
      const all = [...equals(Object.fromEntries(pairs)), ...conditions];
      const query = { table: name, select, conditions: all, order: terms, skip, limit };
      return listRows(db, query, toRecord);
    },
    query(rest) {
      const prepared = db.prepare<SqlValue[], Row>(`SELECT ${select} FROM ${name} ${rest}`);
      return {
        get(...values) {
          const row = prepared.get(...values);
          return row && toRecord(row);
        },
        all: (...values) => prepared.all(...values).map((row) => toRecord(row)),
      };
    },
  };
}

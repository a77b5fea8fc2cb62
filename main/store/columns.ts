/** What SQLite keeps in a column of ours. */
export type SqlValue = string | number | null;

/** How the values of one field stand in their column. */
export interface Column<V> {
  write(value: V): SqlValue;
  /** absent: the value stands as it is */
  readonly read?: (stored: SqlValue) => V;
  /** May it be NULL? An order puts NULL before all texts. */
  readonly nullable?: true;
}

/** A table's columns by the names of a record's fields. A field endPoint stands in end_point. */
export type Columns = Readonly<Record<string, Column<unknown>>>;

/** The record that a table of columns holds. */
export type RecordOf<C extends Columns> = {
  -readonly [F in keyof C]: C[F] extends Column<infer V> ? V : never;
};

export function text<V extends string = string>(): Column<V> {
  return { write: (value) => value };
}

export function optionalText(): Column<string | null> {
  return { write: (value) => value, nullable: true };
}

export function integer(): Column<number> {
  return { write: (value) => value };
}

/** Stands as 0 or 1. */
export function flag(): Column<boolean> {
  return { write: Number, read: (stored) => stored === 1 };
}

/** What is only read whole stands as JSON text, null as NULL. */
export function json<V>(): Column<V> {
  return {
    write: (value) => (value === null ? null : JSON.stringify(value)),
    read: (stored) => JSON.parse(stored === null ? 'null' : String(stored)) as V,
    nullable: true,
  };
}

/** The column that a field stands in. */
export function columnName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

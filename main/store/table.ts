import type { Database } from './database.ts';
import { listRows, type Condition, type ListOptions, type Page } from './listing.ts';

/** The plain part of a repository: rows with an id, written and read whole. */
export interface Table<Row> {
  insert(row: Row): void;
  find(id: string): Row | undefined;
  update(id: string, change: Partial<Row>): void;
  /** @returns whether there was such a row */
  remove(id: string): boolean;
  list(conditions: readonly Condition[], options: ListOptions): Page<Row>;
}

/** @param columns every column of the table; names come from our code, values are bound */
export function openTable<Row extends { id: string }>(
  db: Database,
  name: string,
  columns: ReadonlyArray<keyof Row & string>,
): Table<Row> {
  const insert = db.prepare<Row>(
    `INSERT INTO ${name} (${columns.join(', ')})
     VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  );
  const find = db.prepare<[string], Row>(`SELECT * FROM ${name} WHERE id = ?`);
  const remove = db.prepare<[string]>(`DELETE FROM ${name} WHERE id = ?`);
  return {
    insert(row) {
      insert.run(row);
    },
    find: (id) => find.get(id),
    update(id, change) {
      const changed = columns.filter((column) => column !== 'id' && change[column] !== undefined);
      if (changed.length === 0) return;
      const sets = changed.map((column) => `${column} = @${column}`).join(', ');
      db.prepare(`UPDATE ${name} SET ${sets} WHERE id = @id`).run({ ...change, id });
    },
    remove: (id) => remove.run(id).changes > 0,
    list: (conditions, options) => listRows<Row>(db, name, conditions, options),
  };
}

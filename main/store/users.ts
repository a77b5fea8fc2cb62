import { optionalText, text, type RecordOf } from './columns.ts';
import type { Database } from './database.ts';
import { openTable } from './table.ts';

const columns = {
  id: text(),
  name: text(),
  tenantId: text(),
  passwordHash: optionalText(),
  timeCreate: text(),
  timeUpdate: text(),
};

export type UserRecord = RecordOf<typeof columns>;

export interface UserRepository {
  /** A tenant of the same name is made with the user: one user, one tenant. */
  insert(user: UserRecord): void;
  find(id: string): UserRecord | undefined;
  byName(name: string): UserRecord | undefined;
  setPassword(id: string, hash: string, now: string): void;
}

export function createUserRepository(db: Database): UserRepository {
  const table = openTable(db, 'users', columns);
  const byName = table.query('WHERE name = ?');
  const insertTenant = db.prepare('INSERT INTO tenants VALUES (?, ?, ?)');
  return {
    insert: db.transaction((user: UserRecord) => {
      insertTenant.run(user.tenantId, user.name, user.timeCreate);
      table.insert(user);
    }),
    find: (id) => table.find(id),
    byName: (name) => byName.get(name),
    setPassword(id, passwordHash, timeUpdate) {
      table.update(id, { passwordHash, timeUpdate });
    },
  };
}

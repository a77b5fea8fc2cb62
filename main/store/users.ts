import type { Database } from './database.ts';

export interface UserRow {
  id: string;
  name: string;
  tenant_id: string;
  password_hash: string | null;
  time_create: string;
  time_update: string;
}

export interface UserStore {
  /** A tenant of the same name is made with the user: one user, one tenant. */
  insert(user: UserRow): void;
  byId(id: string): UserRow | undefined;
  byName(name: string): UserRow | undefined;
  setPassword(id: string, hash: string, now: string): void;
}

export function createUserStore(db: Database): UserStore {
  const insertTenant = db.prepare('INSERT INTO tenants VALUES (?, ?, ?)');
  const insertUser = db.prepare(
    `INSERT INTO users (id, name, tenant_id, password_hash, time_create, time_update)
     VALUES (@id, @name, @tenant_id, @password_hash, @time_create, @time_update)`,
  );
  const byId = db.prepare<[string], UserRow>('SELECT * FROM users WHERE id = ?');
  const byName = db.prepare<[string], UserRow>('SELECT * FROM users WHERE name = ?');
  const password = db.prepare('UPDATE users SET password_hash = ?, time_update = ? WHERE id = ?');
  return {
    insert: db.transaction((user: UserRow) => {
      insertTenant.run(user.tenant_id, user.name, user.time_create);
      insertUser.run(user);
    }),
    byId: (id) => byId.get(id),
    byName: (name) => byName.get(name),
    setPassword(id, hash, now) {
      password.run(hash, now, id);
    },
  };
}

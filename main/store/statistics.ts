import type { Database } from './database.ts';

/** How many records there are in each state. */
export interface Statistics {
  readonly clusters: Record<string, number>;
  readonly hosts: Record<string, number>;
  readonly operations: Record<string, number>;
}

export interface StatisticsRepository {
  read(): Statistics;
}

export function createStatisticsRepository(db: Database): StatisticsRepository {
  const count = (table: string, column: string) => {
    const statement = db.prepare<[], { state: string; n: number }>(
      `SELECT ${column} AS state, count(*) AS n FROM ${table} GROUP BY ${column}`,
    );
    return () => Object.fromEntries(statement.all().map(({ state, n }) => [state, n]));
  };
  const clusters = count('clusters', 'status');
  const hosts = count('hosts', 'status');
  const operations = count('operations', 'state');
  return {
    read: () => ({ clusters: clusters(), hosts: hosts(), operations: operations() }),
  };
}

import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Database } from './database.ts';

/** One operation at a time works on a cluster: whoever holds its row here. */
export class LeaseTable {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** @throws ControlPlaneError E50016 while another operation has the cluster */
  acquire(clusterId: string, operationId: string): void {
    const held = this.db
      .prepare<[string], { operation_id: string }>(
        'SELECT operation_id FROM leases WHERE cluster_id = ?',
      )
      .get(clusterId);
    if (held && held.operation_id !== operationId) {
      throw new ControlPlaneError(
        'E50016',
        `Operation ${held.operation_id} is at work on this cluster.`,
      );
    }
    this.db.prepare('INSERT OR REPLACE INTO leases VALUES (?, ?)').run(clusterId, operationId);
  }

  release(clusterId: string, operationId: string): void {
    this.db
      .prepare('DELETE FROM leases WHERE cluster_id = ? AND operation_id = ?')
      .run(clusterId, operationId);
  }
}

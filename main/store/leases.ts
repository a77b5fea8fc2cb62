import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Database } from './database.ts';

const HEARTBEAT_MS = 10_000;

/** One operation at a time works on a cluster: whoever holds its row here. */
export class LeaseTable {
  private readonly db: Database;
  private readonly owner: string;

  /** @param owner this run of the control plane */
  constructor(db: Database, owner: string) {
    this.db = db;
    this.owner = owner;
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
    this.db
      .prepare('INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?)')
      .run(clusterId, this.owner, operationId, new Date().toISOString());
  }

  release(clusterId: string, operationId: string): void {
    this.db
      .prepare('DELETE FROM leases WHERE cluster_id = ? AND operation_id = ?')
      .run(clusterId, operationId);
  }

  /** Keeps the row fresh, so that others can tell a living owner from a dead one. */
  keepAlive(clusterId: string): () => void {
    const beat = this.db.prepare('UPDATE leases SET heartbeat = ? WHERE cluster_id = ?');
    const timer = setInterval(() => {
      try {
        beat.run(new Date().toISOString(), clusterId);
      } catch {
        // a full disk: the step's own row says so, and the next beat may come through
      }
    }, HEARTBEAT_MS);
    timer.unref();
    return () => clearInterval(timer);
  }
}

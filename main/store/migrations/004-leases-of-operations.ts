/**
 * Two control planes never share a store (the lock on its file), so nobody asks who owns a lease or
 * whether its owner lives: the operation that has the cluster is all that is read.
 */
export const leasesOfOperations = `
ALTER TABLE leases DROP COLUMN owner;
ALTER TABLE leases DROP COLUMN heartbeat;
`;

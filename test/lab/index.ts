/** Practice hosts: real Linux machines on this machine. See README.md. */
export { DEPLOY_PASSWORD, type LabUser } from './accounts.ts';
export { cut, exec, mend, powerOff, powerOn, snapshot } from './control.ts';
export { list, type LabSummary } from './inventory.ts';
export { load, up, type HostOptions, type Lab, type LabHost, type UpOptions } from './lab.ts';
export { leaseLab, type Lease, type LeaseOptions } from './lease.ts';
export type { LabRegistry } from './registry.ts';
export { compareSnapshots, type Snapshot, type SnapshotOptions } from './snapshot.ts';
export { labSupport, type Support } from './support.ts';
export { down, downAbandoned, downOnSignals, downOwnedBy } from './teardown.ts';

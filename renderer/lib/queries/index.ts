/** What screens read of the control plane, and what they ask it to do. */
export { createQueryClient } from './client.ts';
export { follow } from './follow.ts';
export { useCall, type Call } from './use-call.ts';
export { useChanges, useConnectionState } from './use-changes.ts';
export { useRead } from './use-read.ts';

import { EventEmitter } from 'node:events';
import type { ChangeEvent } from '../../shared/contract/rpc.ts';

/** Emits `change` when a record has changed, so that what shows it reads it again. */
export class ChangeBus extends EventEmitter<{ change: [ChangeEvent] }> {
  constructor() {
    super();
    this.setMaxListeners(0);
  }
}

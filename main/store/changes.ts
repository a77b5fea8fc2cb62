import { EventEmitter } from 'node:events';
import type { ChangeEvent } from '../../shared/contract/rpc.ts';

/** Tells that a record has changed, so that what shows it reads it again. */
export class ChangeBus extends EventEmitter<{ change: [ChangeEvent] }> {
  constructor() {
    super();
    this.setMaxListeners(0);
  }

  tell(event: ChangeEvent): void {
    this.emit('change', event);
  }
}

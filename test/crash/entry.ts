// A control plane that dies, or is frozen, at a boundary:
// entry.ts --data DIR --key-file FILE [--die-at BOUNDARY | --freeze-at BOUNDARY]
// It says each row of the journal on a line of its own, and its address as the headless entry does.
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startControlPlane } from '../../main/control-plane.ts';
import { boundaryOf } from './boundary.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
    'key-file': { type: 'string', default: '' },
    'die-at': { type: 'string' },
    'freeze-at': { type: 'string' },
  },
});
const controlPlane = await startControlPlane({
  dataDir: values.data,
  keyFile: values['key-file'],
  port: Number(values.port),
  version: '0.0.0-crash',
  onJournal(step) {
    const boundary = boundaryOf(step);
    // past the stream's buffer: this process may have no later
    writeSync(1, `journal ${boundary}\n`);
    if (boundary === values['die-at']) process.kill(process.pid, 'SIGKILL');
    if (boundary === values['freeze-at']) process.kill(process.pid, 'SIGSTOP');
  },
});
writeSync(1, `ready ${controlPlane.url}\n`);
process.once('SIGTERM', () => {
  void controlPlane.stop().then(() => process.exit(0));
});

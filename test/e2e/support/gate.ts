import { onHost, putFile } from '../../integration/support/hosts.ts';
import type { Lab } from '../../lab/index.ts';

const CONF = '/etc/apt/apt.conf.d/99gate';
const OPEN = '/run/gate-open';

/** Has the package manager of a host wait, in the middle of an installation, until `openGate`. */
export async function closeGate(lab: Lab, index: number): Promise<void> {
  await onHost(lab, index, `rm -f ${OPEN}`);
  const wait = `until [ -e ${OPEN} ]; do sleep 0.1; done`;
  await putFile(lab, index, CONF, `DPkg::Pre-Invoke { "${wait}"; };\n`);
}

export async function openGate(lab: Lab, index: number): Promise<void> {
  await onHost(lab, index, `touch ${OPEN}`);
}

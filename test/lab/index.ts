/** Practice hosts: real Linux machines on this machine. See README.md. */
export { LabUnsupported, labSupport, type Support } from './support.ts';
export {
  cut,
  down,
  exec,
  list,
  load,
  mend,
  powerOff,
  powerOn,
  up,
  type HostOptions,
  type Lab,
  type LabHost,
  type LabSummary,
  type UpOptions,
} from './lab.ts';
export { DEPLOY_PASSWORD, type LabUser } from './accounts.ts';
export type { LabRegistry } from './registry.ts';
export { pushImage, type ImageSpec } from './image.ts';

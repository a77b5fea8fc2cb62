/** Machines as one describes them: typed or pasted, with their logins, and what a request makes of them. */
export { machineLabel } from './labels.ts';
export { LoginSection } from './login-section.tsx';
export {
  checkMachines,
  emptyMachines,
  emptyNode,
  machineFields,
  type MachinesInput,
  type MachinesOutput,
} from './machines.ts';
export { NodesSection } from './nodes-section.tsx';
export { machinePath, nodeLists } from './request.ts';

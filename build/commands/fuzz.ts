// fuzz [N]: N generated requests (20,000 without it) against the HTTP interface, at night.
import { run } from '../setup/child.mjs';
import { tool } from './tool.ts';

process.env['FUZZ_RUNS'] ??= process.argv[2] ?? '20000';
process.exitCode = await run(process.execPath, [
  tool('vitest'),
  'run',
  '--project',
  'contract',
  'test/contract/fuzz',
]);

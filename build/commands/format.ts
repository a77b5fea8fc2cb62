// format: writes every file in the project's one style.
import { run } from '../setup/child.mjs';
import { tool } from './tool.ts';

process.exitCode = await run(process.execPath, [tool('oxfmt')]);

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { startControlPlane } from '../../../main/control-plane.ts';
import { reportStrain } from './report-strain.ts';

const [, , dataDir = ''] = process.argv;
const plane = await startControlPlane({
  dataDir,
  port: 0,
  keyFile: join(dataDir, 'key'),
  version: 'bench',
  logger: pino({ level: 'silent' }),
});
const { token } = JSON.parse(readFileSync(join(dataDir, 'endpoint.json'), 'utf8')) as {
  token: string;
};
reportStrain({ url: plane.url, token }, () => plane.stop());

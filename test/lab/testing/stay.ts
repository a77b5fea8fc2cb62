// stay NAME: owns a lab of one small host, says that it stands, and never ends by itself.
import { up } from '../index.ts';

await up({ name: process.argv[2] ?? '', hosts: [{ docker: false }] });
process.stdout.write('stands\n');
setInterval(() => undefined, 60_000);

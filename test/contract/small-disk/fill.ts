// Runs a control plane on the disk that it is given, fills that disk through the API until it is
// full, frees it, starts again, and prints what it saw as one line of JSON.
import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startControlPlane, type ControlPlane } from '../../../main/control-plane.ts';
import { createKeyPair } from '../../../main/services/key-pairs.ts';

/** What the disk has left when the filling begins: enough for some calls, not for many. */
const LEFT_BYTES = 400_000;
const MOST_CALLS = 500;

const [disk = ''] = process.argv.slice(2);
const dataDir = join(disk, 'data');
const filler = join(disk, 'filler');
const { publicKey } = await createKeyPair('ed25519', 'small-disk');

function start(): Promise<ControlPlane> {
  const keyFile = join(disk, 'key');
  return startControlPlane({ dataDir, port: 0, keyFile, version: '0.0.0-test' });
}

function runToken(): string {
  const text = readFileSync(join(dataDir, 'endpoint.json'), 'utf8');
  return (JSON.parse(text) as { token: string }).token;
}

function client({ url }: ControlPlane, token = runToken()) {
  return async (method: string, path: string, body?: unknown) => {
    const headers = { 'x-auth-token': token, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url + path, { method, headers, ...sent });
    const json: unknown = await response.json();
    return { status: response.status, json };
  };
}

const upload = (n: number) => ({ name: `key-${n}`, pubkeyValue: publicKey });
const namesOf = (json: unknown) => (json as { data: { name: string }[] }).data.map((k) => k.name);

const first = await start();
const call = client(first);
// its use is noted, which must not matter where there is no space
const issued = await call('POST', '/v1/token', { name: 'reader', scope: 'read' });
const reader = client(first, (issued.json as { data: { token: string } }).data.token);
const { bavail, bsize } = statfsSync(disk);
writeFileSync(filler, Buffer.alloc(bavail * bsize - LEFT_BYTES));

const answered: string[] = [];
let refusal: Awaited<ReturnType<typeof call>> | undefined;
for (let n = 0; n < MOST_CALLS && !refusal; n += 1) {
  const answer = await call('POST', '/v1/pubkey', upload(n));
  if (answer.status === 200) answered.push(upload(n).name);
  else refusal = answer;
}
// the last bytes go too, and the log of the control plane has nowhere to go
while (statfsSync(disk).bavail > 0) {
  const { bavail: free, bsize: size } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(free * size), { flag: 'a' });
}
const whenFull: number[] = [];
for (let n = 0; n < 20; n += 1) {
  whenFull.push((await call('POST', '/v1/pubkey', upload(MOST_CALLS + n))).status);
}
const reads = await Promise.all(
  ['/healthz', '/v1/pubkey', '/v1/cluster'].map(async (path) => (await reader('GET', path)).status),
);

rmSync(filler);
const afterwards = await call('POST', '/v1/pubkey', upload(10_000));
if (afterwards.status === 200) answered.push(upload(10_000).name);
await first.stop();

const second = await start();
const stored = namesOf((await client(second)('GET', '/v1/pubkey')).json);
await second.stop();
process.stdout.write(
  `${JSON.stringify({ answered, stored, refusal, whenFull, reads, afterwards: afterwards.status })}\n`,
);

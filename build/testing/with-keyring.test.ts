import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { capture } from '../setup/child.mjs';
import { ROOT } from '../setup/paths.mjs';
import { prepareMachine } from './machine.ts';

const script = join(ROOT, 'build', 'testing', 'with-keyring.sh');
const unmet = (await prepareMachine(['keyring'])).get('keyring');

const useKeychain = `
  import { AsyncEntry } from '@napi-rs/keyring';
  const entry = new AsyncEntry('clusterdesk-test', 'key', { linux: { store: 'secret-service' } });
  const before = await entry.getPassword();
  await entry.setPassword('secret');
  console.log(before ?? 'none', await entry.getPassword(), process.env.XDG_RUNTIME_DIR);`;

test('gives a command an unlocked, empty keychain that is gone after it', async (context) => {
  if (unmet !== undefined) context.skip(unmet);
  const command = [process.execPath, '--input-type=module', '-e', useKeychain];
  for (let run = 0; run < 2; run += 1) {
    const { code, output } = await capture(script, command);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^none secret /) });
    expect(existsSync(output.trim().split(' ').at(-1) ?? '')).toBe(false);
  }
});

test("ends with the command's exit code", async (context) => {
  if (unmet !== undefined) context.skip(unmet);
  expect((await capture(script, ['sh', '-c', 'exit 7'])).code).toBe(7);
});

test('passes a stop signal on and waits for the clean stop', async (context) => {
  if (unmet !== undefined) context.skip(unmet);
  const command = `
    process.once('SIGTERM', () => { console.log('stopping'); setTimeout(() => process.exit(3), 100); });
    setInterval(() => {}, 1000);
    console.log('ready');`;
  const child = spawn(script, [process.execPath, '-e', command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (text === 'ready\n') child.kill('SIGTERM');
  });
  const [code]: unknown[] = await once(child, 'close');
  expect({ code, output }).toEqual({ code: 3, output: 'ready\nstopping\n' });
});

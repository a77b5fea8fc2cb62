import ssh2, { type ConnectConfig } from 'ssh2';
import { fingerprint } from '../accounts.ts';

/** What a login gave: the server's fingerprint and what one command printed there. */
export type Login = { hostKey: string; code: number; output: string };

/** Logs in, runs one command and leaves. Rejects with ssh2's error where the login fails. */
export function login(config: ConnectConfig, command: string, stdin = ''): Promise<Login> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let hostKey = '';
    client.on('error', reject);
    client.on('ready', () => {
      client.exec(command, (error, channel) => {
        if (error) return reject(error);
        let output = '';
        channel.on('data', (data: Buffer) => (output += data.toString('utf8')));
        channel.stderr.on('data', (data: Buffer) => (output += data.toString('utf8')));
        channel.on('close', (code: number) => {
          client.end();
          resolve({ hostKey, code, output: output.trim() });
        });
        return channel.end(stdin);
      });
    });
    client.connect({
      readyTimeout: 10_000,
      ...config,
      hostVerifier: (key: Buffer) => {
        hostKey = fingerprint(`key ${key.toString('base64')}`);
        return true;
      },
    });
  });
}

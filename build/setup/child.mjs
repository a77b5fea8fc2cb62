import { spawn } from 'node:child_process';
import os from 'node:os';
import { ROOT } from './paths.mjs';

/** @type {NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * The exit code a shell would give for how a process ended.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCode(code, signal) {
  return code ?? 128 + (signal ? os.constants.signals[signal] : 0);
}

/**
 * Passes stop signals on to a child until it ends. In a terminal Ctrl-C already reaches the whole
 * foreground group, so there it is not sent a second time.
 * @param {import('node:child_process').ChildProcess} child
 */
export function forwardSignals(child) {
  const handlers = FORWARDED.map((signal) => {
    const handler = () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    process.on(signal, handler);
    return /** @type {const} */ ([signal, handler]);
  });
  child.once('close', () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  });
}

/**
 * Runs a program in the clone's folder, its streams joined to ours, and gives its exit code.
 * Rejects when it cannot be started at all.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, stdio?: import('node:child_process').StdioOptions }} [options]
 * @returns {Promise<number>}
 */
export function run(program, args, { cwd = ROOT, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio });
    forwardSignals(child);
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(exitCode(code, signal)));
  });
}

/**
 * Like run, but quiet: gives the exit code and what the program wrote, at most the last 64 KB.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function capture(program, args, { cwd = ROOT, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    forwardSignals(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-65_536);
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: exitCode(code, signal), output }));
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { cut, enterCommand, mend, powerOff, powerOn } from './control.ts';
import { list, type LabSummary } from './inventory.ts';
import { up } from './lab.ts';
import { labSupport, LabUnsupported } from './support.ts';
import { down } from './teardown.ts';

const USAGE = `npm run lab -- up --hosts N [--name NAME] [--no-docker] [--registry] [--json]
npm run lab -- down [--name NAME | --all]
npm run lab -- list [--json]
npm run lab -- exec I [--name NAME] -- COMMAND...
npm run lab -- power-off I | power-on I | cut I | mend I [--name NAME]`;

class UsageError extends Error {}

const say = (message: string): void => void process.stderr.write(`lab: ${message}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Runs one command and gives the exit code. */
async function main(argv: string[]): Promise<number> {
  const dashes = argv.indexOf('--');
  const own = dashes === -1 ? argv : argv.slice(0, dashes);
  const rest = dashes === -1 ? [] : argv.slice(dashes + 1);
  const { values, positionals } = parseArgs({
    args: own,
    allowPositionals: true,
    options: {
      name: { type: 'string', default: 'lab' },
      hosts: { type: 'string' },
      'no-docker': { type: 'boolean', default: false },
      registry: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
    },
  });
  const [command, host] = positionals;
  const { name } = values;
  if (command === undefined) throw new UsageError('what shall it do?');
  const support = await labSupport();
  if (!support.ok) throw new LabUnsupported(support.reason);
  switch (command) {
    case 'up': {
      const options = Array.from({ length: wholeNumber(values.hosts, '--hosts') }, () => ({
        docker: !values['no-docker'],
      }));
      const { registry } = values;
      const lab = await up({ name, hosts: options, registry, owner: 'nobody', onProgress: say });
      const lines = lab.hosts.map((one) => `${one.index}\t${one.address}\t${one.hostKey}`);
      print(values.json ? JSON.stringify(lab) : `${lines.join('\n')}\nkey: ${lab.keyFile}`);
      return 0;
    }
    case 'down': {
      const names = values.all ? (await list()).map((lab) => lab.name) : [name];
      for (const one of names) await down(one);
      return 0;
    }
    case 'list': {
      const labs = await list();
      print(values.json ? JSON.stringify(labs) : labs.map(lines).join('\n'));
      return 0;
    }
    case 'exec': {
      if (rest.length === 0) throw new UsageError('exec: no command after --');
      const [file, ...args] = await enterCommand(name, wholeNumber(host, 'host'), rest);
      const child = spawn(file, args, { stdio: 'inherit' });
      await once(child, 'exit');
      return child.exitCode ?? 128;
    }
    case 'power-off':
    case 'power-on':
    case 'cut':
    case 'mend': {
      const act = { 'power-off': powerOff, 'power-on': powerOn, cut, mend }[command];
      await act(name, wholeNumber(host, 'host'));
      return 0;
    }
    default:
      throw new UsageError(`no such command: ${command}`);
  }
}

function lines(lab: LabSummary): string {
  const hosts = lab.hosts.map(({ index, address, docker, on, cut: pulled }) => {
    const words = [on ? 'on' : 'off', ...(docker ? ['docker'] : []), ...(pulled ? ['cut'] : [])];
    return `  ${index}\t${address}\t${words.join(', ')}`;
  });
  return [`${lab.name}\t${lab.complete ? lab.subnet : 'interrupted: down it'}`, ...hosts].join(
    '\n',
  );
}

function wholeNumber(text: string | undefined, what: string): number {
  const value = Number(text);
  if (text === undefined || !Number.isInteger(value) || value < 1) {
    throw new UsageError(`${what} must be a number from 1 on`);
  }
  return value;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError || error instanceof TypeError;
  say(error instanceof Error ? error.message : String(error));
  if (isUsage) process.stderr.write(`${USAGE}\n`);
  process.exitCode = error instanceof LabUnsupported ? 3 : isUsage ? 2 : 1;
}

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Transform } from 'node:stream';
import { tempFolder } from '../../store/fixtures.testing.ts';

/** Directories of a machine that lie in the folder; /dev and processes are the real ones. */
const OWN = 'etc|var|run|root|home|usr|opt|tmp|proc/(?:sys|1|meminfo)';
const PATHS = new RegExp(String.raw`(?<![\w./}\\-])/(?=(?:${OWN})(?![\w-]))`, 'g');

/** A folder that stands for a machine's root file system. */
export class HostFiles {
  /** what is about the machine and not on its disks: packages, units, clock ... */
  readonly state: string;
  /** where its programs are looked for first */
  readonly bin: string;
  /** programs that a test has put in the place of others */
  readonly replaced: string;
  /** programs that are those of the tests' own machine */
  readonly tools: string;
  /** where its Docker Engine listens */
  readonly socket: string;
  readonly root: string;

  constructor() {
    // the real path: what a symbolic link is resolved to must begin with it
    const folder = realpathSync(tempFolder());
    this.state = join(folder, 'state');
    this.bin = join(folder, 'bin');
    this.replaced = join(folder, 'replaced');
    this.tools = join(folder, 'tools');
    this.socket = join(folder, 'docker.sock');
    this.root = join(folder, 'root');
    const { root, bin, replaced, tools, state } = this;
    for (const path of [root, bin, replaced, tools, `${state}/owners`, `${state}/packages`]) {
      mkdirSync(path, { recursive: true });
    }
  }

  /** Where a path of the machine really is. */
  at(path: string): string {
    return join(this.root, path);
  }

  read(path: string): string {
    return readFileSync(this.at(path), 'utf8');
  }

  /** What the operator of the machine does. */
  put(path: string, content: string, mode = 0o644): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), content, { mode });
  }

  makeDirectory(path: string): void {
    mkdirSync(this.at(path), { recursive: true });
  }

  remove(path: string): void {
    rmSync(this.at(path), { recursive: true });
  }

  /** A word about the machine for its programs. */
  set(name: string, content: string): void {
    // a shell's read wants the end of the line
    const text = content === '' || content.endsWith('\n') ? content : `${content}\n`;
    writeFileSync(join(this.state, name), text);
  }

  get(name: string): string {
    return readFileSync(join(this.state, name), 'utf8').trim();
  }

  /** The machine has no program of this name. */
  dropProgram(name: string): void {
    rmSync(join(this.bin, name));
  }

  /** Everything on the disks by its path: mode, owner and content, so that it can be compared. */
  snapshot(): Record<string, string> {
    const all: Record<string, string> = {};
    for (const entry of readdirSync(this.root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const content = entry.isSymbolicLink()
        ? `-> ${readlinkSync(path)}`
        : entry.isFile()
          ? readFileSync(path, 'base64')
          : 'directory';
      const file = `/${relative(this.root, path)}`;
      all[file] = `${this.mode(file)} ${this.owner(file)} ${content}`;
    }
    return all;
  }

  /** Puts another file in the place of one, as a rename does. @param owner uid:gid */
  replace(path: string, content: Buffer, mode: number, owner: string): void {
    const next = `${path}.next`;
    writeFileSync(this.at(next), content);
    chmodSync(this.at(next), mode);
    if (owner !== '0:0') writeFileSync(this.ownerNote(next), owner);
    renameSync(this.at(next), this.at(path));
  }

  /** octal */
  mode(path: string): string {
    return (lstatSync(this.at(path)).mode & 0o777).toString(8);
  }

  /** uid:gid */
  owner(path: string): string {
    const note = this.ownerNote(path);
    return existsSync(note) ? readFileSync(note, 'utf8').trim() : '0:0';
  }

  /** Where programs/chown.sh writes down whose a file is. */
  private ownerNote(path: string): string {
    const { ino, birthtimeNs } = lstatSync(this.at(path), { bigint: true });
    const [seconds, rest] = [birthtimeNs / 1_000_000_000n, birthtimeNs % 1_000_000_000n];
    return join(this.state, 'owners', `${ino}-${seconds}.${String(rest).padStart(9, '0')}`);
  }

  /** A command line with the machine's paths turned into real ones. */
  inFolder(line: string): string {
    return line.replaceAll(PATHS, `${this.root}/`);
  }

  /** Turns real paths back, in what a command prints. */
  outOfFolder(): Transform {
    const { root } = this;
    let held = '';
    return new Transform({
      transform(data: Buffer, _encoding, done) {
        const text = (held + data.toString('latin1')).replaceAll(root, '');
        // what may be the first part of it waits for the rest
        let keep = Math.min(root.length - 1, text.length);
        while (!root.startsWith(text.slice(text.length - keep))) keep -= 1;
        held = text.slice(text.length - keep);
        done(null, Buffer.from(text.slice(0, text.length - keep), 'latin1'));
      },
      flush(done) {
        done(null, Buffer.from(held, 'latin1'));
      },
    });
  }
}

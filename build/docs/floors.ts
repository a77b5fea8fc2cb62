import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  OWNED,
  SHARED,
  SIDEWAYS,
  WINGS,
  type Floor,
  type Room,
  type Wing,
} from '../checks/house.ts';
import { ROOT } from '../setup/paths.mjs';

/** The documents that show the floors, and how. */
const DOCUMENTS: ReadonlyMap<string, () => string> = new Map([
  ['CONTRIBUTING.md', sentence],
  ['docs/architecture.md', picture],
]);

const BEGIN = '<!-- floors: written by `npm run docs` from build/checks/house.ts -->';
const END = '<!-- /floors -->';

/** A room that is not built yet stands in brackets. */
function shown({ planned }: Room, text: string): string {
  return planned === true ? `(${text})` : text;
}

function floorNames(floor: Floor): string {
  return floor.map((room) => shown(room, room.name.slice(room.name.indexOf('/') + 1))).join(', ');
}

function chain({ name, floors }: Wing): string {
  return `- ${name}: ${[...floors.map(floorNames), SHARED.name].join(' → ')}`;
}

/** One line per wing, and what may be imported besides. */
function sentence(): string {
  const beside = SIDEWAYS.map(({ from, to, why }) => `- ${from} → ${to}: ${why}`);
  const owned = OWNED.map(({ package: name, by }) => `- \`${name}\`: ${by.join(', ')}`);
  return [
    'From top to bottom:',
    '',
    ...WINGS.map(chain),
    '',
    'Between rooms of one floor there are these arrows and no others:',
    '',
    ...beside,
    '',
    'Packages that only these import:',
    '',
    ...owned,
  ].join('\n');
}

function drawn({ floors }: Wing): string[] {
  const rooms = [...floors.flat(), SHARED];
  const width = Math.max(...rooms.map(({ name }) => name.length)) + 2;
  const lines = (floor: Floor) =>
    floor.map((room) => `${room.name.padEnd(width)}${shown(room, room.about)}`);
  return [...floors, [SHARED]].flatMap((floor, index) =>
    index === 0 ? lines(floor) : ['  ↓', ...lines(floor)],
  );
}

/** Every room with what it is, floor over floor. */
function picture(): string {
  return [
    '```text',
    ...WINGS.flatMap((wing, index) => [...(index === 0 ? [] : ['']), ...drawn(wing)]),
    '```',
  ].join('\n');
}

/** The documents as they are to be: path from the root and text. Throws where one lacks its place. */
export function documentsWithFloors(): Map<string, string> {
  return new Map(
    [...DOCUMENTS].map(([path, draw]): [string, string] => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
      if (begin === -1 || end < begin) throw new Error(`${path} has no place for the floors`);
      const before = text.slice(0, begin + BEGIN.length);
      return [path, `${before}\n\n${draw()}\n\n${text.slice(end)}`];
    }),
  );
}

/**
 * The house: its rooms, floor by floor, and who may import whom. The pictures in CONTRIBUTING.md and
 * docs/architecture.md are made from this table (`npm run docs`).
 *
 * A room imports itself, the floors below it and shared. Nothing imports upward, and two rooms of one
 * floor do not know each other unless SIDEWAYS names that arrow.
 */
export interface Room {
  /** A folder, or the one file of a room, from the root. */
  readonly name: string;
  /** What the picture says of it. */
  readonly about: string;
  /** Where the room may import less than its floor allows: nothing but shared. */
  readonly sharedAlone?: true;
  /** It is not built yet; its place is. */
  readonly planned?: true;
}

export type Floor = readonly Room[];

export interface Wing {
  readonly name: string;
  /** From the top downwards. */
  readonly floors: readonly Floor[];
}

export const SHARED: Room = {
  name: 'shared',
  about: 'what main and the page both know: calls, schemas, error codes, events; no I/O',
};

export const WINGS: readonly Wing[] = [
  {
    name: 'main',
    floors: [
      [
        { name: 'main/desktop', about: 'the Electron shell' },
        { name: 'main/headless', about: 'the same control plane, the page in a browser' },
        { name: 'main/cli', about: 'the calls as commands', sharedAlone: true, planned: true },
      ],
      [
        { name: 'main/control-plane', about: 'starts and stops everything; read this file first' },
        { name: 'main/instance-lock', about: 'a data folder has one control plane' },
        { name: 'main/logging', about: 'the log of the process; the rooms below are handed it' },
      ],
      [
        { name: 'main/api', about: 'HTTP /v1: guards, envelope, errors, event streams' },
        { name: 'main/rpc', about: "the page's way in: one router, two transports" },
      ],
      [{ name: 'main/services', about: 'one file per resource: the rules' }],
      [
        { name: 'main/provisioning', about: 'the engine: operations, phases, journal, plan' },
        { name: 'main/apps', about: 'compose files on a cluster', planned: true },
        { name: 'main/monitoring', about: 'looks at what runs' },
      ],
      [
        { name: 'main/fleet', about: 'how a host is reached: logins, host-key pins, connections' },
        { name: 'main/cloud', about: 'machines that a provider rents out', planned: true },
      ],
      [
        { name: 'main/remote', about: 'what a connection can do: exec, files, facts, Docker' },
        { name: 'main/store', about: 'SQLite: all the SQL there is' },
        { name: 'main/secrets', about: 'data key, keychain, vault' },
      ],
    ],
  },
  {
    name: 'renderer',
    floors: [
      [{ name: 'renderer/main', about: 'draws the app into the document' }],
      [{ name: 'renderer/app', about: 'frame, routes, first look at who is there' }],
      [{ name: 'renderer/features', about: 'one folder per thing an operator does' }],
      [{ name: 'renderer/forms', about: 'what forms of several features share' }],
      [{ name: 'renderer/components', about: 'buttons, fields, dialogs, tables' }],
      [{ name: 'renderer/lib', about: 'the bridge to the control plane, queries, formats' }],
      [{ name: 'renderer/i18n', about: 'Chinese and English' }],
    ],
  },
];

/** An arrow between rooms of one floor. The other way round would be a circle. */
interface Sideways {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export const SIDEWAYS: readonly Sideways[] = [
  {
    from: 'main/monitoring',
    to: 'main/provisioning',
    why: 'a stack says what its components are and how each is looked at',
  },
  {
    from: 'main/control-plane',
    to: 'main/instance-lock',
    why: 'it takes the lock before it opens anything',
  },
  { from: 'main/control-plane', to: 'main/logging', why: 'it opens the log' },
  {
    from: 'main/secrets',
    to: 'main/store',
    why: 'the vault keeps its encrypted boxes in the store',
  },
];

/** A package that only some files may import, by the beginnings of their paths. */
interface Owned {
  readonly package: string;
  readonly by: readonly string[];
  /** Whether tests may import it anywhere: they play the other side. */
  readonly inTests: boolean;
}

export const OWNED: readonly Owned[] = [
  { package: 'electron', by: ['main/desktop/'], inTests: false },
  {
    package: 'ssh2',
    // Keys are read by the parser that later offers them to a host.
    by: ['main/remote/', 'main/services/'],
    inTests: true,
  },
  {
    package: 'better-sqlite3',
    // The lock is one that SQLite takes: docs/decisions/0005-lock-by-sqlite.md
    by: ['main/store/', 'main/instance-lock.ts'],
    inTests: true,
  },
  { package: '@napi-rs/keyring', by: ['main/secrets/'], inTests: true },
  { package: 'fastify', by: ['main/api/'], inTests: true },
];

/** Rooms whose parts know each other only by their index.ts. */
export const FEATURES = 'renderer/features';

interface Place {
  readonly wing: Wing;
  /** Counted from the bottom, where shared is 0. */
  readonly floor: number;
  readonly room: Room;
}

const PLACES = new Map<string, Place>(
  WINGS.flatMap((wing) =>
    wing.floors.flatMap((rooms, index) =>
      rooms.map((room): [string, Place] => [
        room.name,
        { wing, floor: wing.floors.length - index, room },
      ]),
    ),
  ),
);

/** The room that a file is in; null where the house has none for it. Takes a path from the root. */
export function roomOf(file: string): string | null {
  const [first = '', second = ''] = file.split('/');
  if (!WINGS.some(({ name }) => name === first)) return first;
  const room = `${first}/${second.replace(/(\.test|\.testing)?\.tsx?$/, '')}`;
  return PLACES.has(room) ? room : null;
}

/** Why a file of one room may not import from another, with what it may import; null where it may. */
export function forbiddenArrow(from: string, to: string): string | null {
  if (from === to) return null;
  if (from === 'shared') return `shared may not import ${to}: it imports nothing of other rooms`;
  const [own, other] = [PLACES.get(from), PLACES.get(to)];
  if (own === undefined) return null;
  if (to === 'shared') return null;
  if (other?.wing === own.wing && own.room.sharedAlone !== true) {
    if (other.floor < own.floor) return null;
    const named = SIDEWAYS.some((arrow) => arrow.from === from && arrow.to === to);
    if (other.floor === own.floor && named) return null;
  }
  return `${from} may not import ${to}; it may import ${allowedFrom(own)}`;
}

/** The floors that a room may import, one after the other downwards. */
function allowedFrom({ wing, floor, room }: Place): string {
  if (room.sharedAlone === true) return 'shared';
  const beside = SIDEWAYS.filter(({ from }) => from === room.name).map(({ to }) => to);
  const below = wing.floors.slice(wing.floors.length - floor + 1);
  const floors = below.map((rooms) => rooms.map(({ name }) => name).join(', '));
  return [...beside, ...floors, 'shared'].join(' | ');
}

/**
 * The rooms of the house and who may import whom. A room imports itself, the rooms below it and
 * shared; nothing imports upward. Rooms on one floor may import each other one way only, which the
 * check sees from all imports together.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['main/desktop', 'main/headless'],
  ['main/control-plane'],
  // What the control plane as a process needs; the rooms below are handed it.
  ['main/instance-lock', 'main/logging'],
  ['main/api', 'main/rpc'],
  ['main/services'],
  ['main/provisioning', 'main/monitoring'],
  ['main/remote', 'main/cloud', 'main/store', 'main/secrets'],
  ['shared'],
];

/** The room a file is in; null where the house has no room for it. Takes a path from the root. */
export function roomOf(file: string): string | null {
  const [first = '', second = ''] = file.split('/');
  if (first !== 'main') return first;
  const room = `main/${second.replace(/(\.test)?\.tsx?$/, '')}`;
  return floorOf(room) === null ? null : room;
}

function floorOf(room: string): number | null {
  const floor = FLOORS.findIndex((rooms) => rooms.includes(room));
  return floor === -1 ? null : floor;
}

/** Why a file of one room may not import from another; null where it may. */
export function forbiddenArrow(from: string, to: string): string | null {
  if (from === to) return null;
  if (from === 'renderer') return to === 'shared' ? null : 'renderer imports shared alone';
  if (from === 'shared') return 'shared imports nothing of the other rooms';
  const [fromFloor, toFloor] = [floorOf(from), floorOf(to)];
  if (fromFloor === null) return null;
  if (toFloor === null) return `${from} may not import ${to}`;
  return fromFloor <= toFloor ? null : `${from} may not import upward from ${to}`;
}

/** Whether two rooms stand on one floor, where arrows in both directions would be a cycle. */
export function onOneFloor(one: string, other: string): boolean {
  return one !== other && floorOf(one) !== null && floorOf(one) === floorOf(other);
}

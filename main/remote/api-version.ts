/** What we are written for: Docker 20.10, the oldest we accept, speaks it. */
const WRITTEN_FOR = '1.41';

/** Versions are compared part by part: 1.50 is newer than 1.5 and than 1.41. */
function compare(a: string, b: string): number {
  const [one = [], other = []] = [a, b].map((version) => version.split('.').map(Number));
  return (one[0] ?? 0) - (other[0] ?? 0) || (one[1] ?? 0) - (other[1] ?? 0);
}

const newer = (a: string, b: string) => (compare(a, b) >= 0 ? a : b);
const older = (a: string, b: string) => (compare(a, b) <= 0 ? a : b);

/**
 * The version of the interface to speak with an engine: ours, or the nearest that it has, since
 * engines of later years have dropped older versions.
 * @param engine the oldest and newest version that the engine speaks, as its /version says
 */
export function negotiateVersion(engine: { MinAPIVersion: string; ApiVersion: string }): string {
  return older(newer(WRITTEN_FOR, engine.MinAPIVersion || WRITTEN_FOR), engine.ApiVersion);
}

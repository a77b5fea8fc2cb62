import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const savedBounds = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400).max(20_000),
  height: z.int().min(300).max(20_000),
  maximized: z.boolean(),
});
export type SavedBounds = z.infer<typeof savedBounds>;

/** Where the window was; undefined the first time, or where the file is not what we wrote. */
export function readBounds(file: string): SavedBounds | undefined {
  try {
    return savedBounds.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Remembers where the window was. A disk that cannot be written costs no more than the place. */
export function writeBounds(file: string, bounds: SavedBounds): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(bounds));
    renameSync(`${file}.new`, file);
  } catch {
    // The next start uses the default place.
  }
}

/** Whether enough of the window's title bar lies on a screen to be seen and dragged. */
export function isReachable(bounds: Rectangle, workArea: Rectangle): boolean {
  const overlap =
    Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
  return (
    overlap >= 100 && bounds.y >= workArea.y - 10 && bounds.y < workArea.y + workArea.height - 40
  );
}

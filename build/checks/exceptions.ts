/**
 * What the house's rules allow for a reason of its own. One that nothing needs any more is an
 * offence itself, so that the list holds what is true and no more.
 */
export interface Exception {
  /** The beginning of the importing file's path. */
  readonly from: string;
  /** The beginning of the imported file's path, or SQL for statements outside the store. */
  readonly to: string;
  readonly why: string;
}

/** Stands for SQL in the place of an imported file. */
export const SQL = 'SQL';

export const EXCEPTIONS: readonly Exception[] = [];

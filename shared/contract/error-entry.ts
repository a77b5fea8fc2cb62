/** What every code means: the HTTP status, a title and what the reader can do about it. */
export interface ErrorEntry {
  readonly status: number;
  readonly title: string;
  readonly fix: string;
}

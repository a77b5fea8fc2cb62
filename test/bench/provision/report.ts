import type { Responsiveness } from './clusterdesk.ts';

/** The best times of one size, in seconds. */
export interface Figures {
  readonly count: number;
  readonly ours: number;
  readonly script: number;
  /** Infinity where it did not take part */
  readonly ansible: number;
  /** another version of ours; Infinity where none took part */
  readonly before: number;
  readonly remove: number;
  readonly removeBefore: number;
  readonly responsiveness: Responsiveness | undefined;
  /** how long each phase of ours took, as text */
  readonly phases: string;
}

const seconds = (value: number) => (Number.isFinite(value) ? `${value.toFixed(2)} s` : '–');
const ratio = (a: number, b: number) =>
  Number.isFinite(a) && Number.isFinite(b) ? (a / b).toFixed(2) : '–';
const milliseconds = (value: number | undefined) =>
  value === undefined ? '–' : `${value.toFixed(0)} ms`;

type Column = readonly [title: string, width: number, value: (figures: Figures) => string];

const COLUMNS: readonly Column[] = [
  ['hosts', 5, ({ count }) => String(count)],
  ['Clusterdesk', 11, ({ ours }) => seconds(ours)],
  ['shell script', 12, ({ script }) => seconds(script)],
  ['Ansible', 9, ({ ansible }) => seconds(ansible)],
  ['ours/script', 11, ({ ours, script }) => ratio(ours, script)],
  ['Ansible/ours', 12, ({ ours, ansible }) => ratio(ansible, ours)],
  ['before', 8, ({ before }) => seconds(before)],
  ['ours/before', 11, ({ ours, before }) => ratio(ours, before)],
  ['delete', 8, ({ remove }) => seconds(remove)],
  ['delete before', 13, ({ removeBefore }) => seconds(removeBefore)],
  ['loop p99', 8, ({ responsiveness }) => milliseconds(responsiveness?.loopP99)],
  ['loop max', 8, ({ responsiveness }) => milliseconds(responsiveness?.loopMax)],
  ['healthz max', 11, ({ responsiveness }) => milliseconds(responsiveness?.healthMax)],
];

/** A line of the table; without figures its head. */
export function line(figures?: Figures): string {
  return COLUMNS.map(([title, width, value]) =>
    (figures ? value(figures) : title).padStart(width),
  ).join('  ');
}

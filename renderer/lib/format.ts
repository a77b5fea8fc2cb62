/** Language-independent pieces of time; the words around them come from the translations. */

/** A duration as `0:07`, `12:05` or `1:02:09`. @param ms below zero counts as zero */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${minutes}:${seconds}`;
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** How long ago, in words of the language: `5 minutes ago`, `5分钟前`. */
export function formatRelative(time: string, now: number, language: string): string {
  const elapsed = Math.max(0, now - Date.parse(time));
  const [unit, size] = steps.find(([, ms]) => elapsed >= ms) ?? (['second', 1_000] as const);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return format.format(-Math.floor(elapsed / size), unit);
}

/** Date and time of day in the reader's zone. */
export function formatDateTime(time: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(
    new Date(time),
  );
}

/** Time of day with seconds, for lines of a log. */
export function formatTimeOfDay(time: string): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** Joins class names, leaving out what is not set. */
export function classNames(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

import { useTranslation } from 'react-i18next';
import { formatDateTime, formatDuration, formatRelative } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';

/** How long ago, with the exact time in the tooltip. */
export function RelativeTime({ time }: { time: string }) {
  const { i18n } = useTranslation();
  const now = useNow();
  return (
    <time dateTime={time} title={formatDateTime(time, i18n.language)} className="whitespace-nowrap">
      {formatRelative(time, now, i18n.language)}
    </time>
  );
}

/** The time between two moments; it runs while there is no end. */
export function Elapsed({ from, to }: { from: string; to: string | null }) {
  const now = useNow(to === null);
  const end = to === null ? now : Date.parse(to);
  return <span className="tabular-nums">{formatDuration(end - Date.parse(from))}</span>;
}

import { memo, useEffect, useRef, useState } from 'react';
import { ArrowDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Operation } from '../../../shared/contract/operation.ts';
import { Button } from '../../components/button.tsx';
import { Input, Select } from '../../components/field.tsx';
import { Card } from '../../components/page.tsx';
import { currentLanguage } from '../../i18n/index.ts';
import { phaseTitle } from '../../i18n/phase-text.ts';
import { formatTimeOfDay } from '../../lib/format.ts';
import type { LiveState, LogLine } from './live.ts';
import { hostRows } from './view.ts';

/** Lines drawn at once; a search reaches all that are kept. */
const MAX_DRAWN = 500;
/** Nearer to the end than this counts as being at the end. */
const FOLLOW_WITHIN_PX = 24;

export interface LogFilter {
  hostId: string | null;
  phase: string | null;
}

const Line = memo(function Line({ line, showHost }: { line: LogLine; showHost: boolean }) {
  return (
    <div className="log-line flex gap-3 px-4 hover:bg-sunken">
      <time dateTime={line.time} className="shrink-0 text-muted tabular-nums">
        {formatTimeOfDay(line.time)}
      </time>
      {showHost && <span className="w-28 shrink-0 truncate text-accent">{line.host}</span>}
      <span className="min-w-0 break-words whitespace-pre-wrap">{line.line}</span>
    </div>
  );
});

interface LogPanelProps {
  operation: Operation;
  live: LiveState;
  filter: LogFilter;
  onFilter: (filter: LogFilter) => void;
}

/** The lines of all hosts: filtered, searched, and following the newest until one scrolls up. */
export function LogPanel({ operation, live, filter, onFilter }: LogPanelProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const [search, setSearch] = useState('');
  const [following, setFollowing] = useState(true);
  const box = useRef<HTMLDivElement>(null);

  const wanted = search.trim().toLowerCase();
  const matching = live.lines.filter(
    (line) =>
      (filter.hostId === null || line.hostId === filter.hostId) &&
      (filter.phase === null || line.phase === filter.phase) &&
      (wanted === '' || line.line.toLowerCase().includes(wanted)),
  );
  const drawn = matching.slice(-MAX_DRAWN);

  useEffect(() => {
    if (following && box.current) box.current.scrollTop = box.current.scrollHeight;
  });

  function onScroll(): void {
    const { current } = box;
    if (!current) return;
    setFollowing(
      current.scrollHeight - current.scrollTop - current.clientHeight < FOLLOW_WITHIN_PX,
    );
  }

  return (
    <Card
      title={t('operations.log')}
      aside={
        <div className="flex flex-wrap gap-2">
          <Select
            aria-label={t('operations.logHost')}
            className="w-auto! max-w-44"
            value={filter.hostId ?? ''}
            onChange={(event) => onFilter({ ...filter, hostId: event.target.value || null })}
          >
            <option value="">{t('operations.allHosts')}</option>
            {hostRows(operation).map(({ hostId, host }) => (
              <option key={hostId} value={hostId}>
                {host}
              </option>
            ))}
          </Select>
          <Select
            aria-label={t('operations.logPhase')}
            className="w-auto! max-w-52"
            value={filter.phase ?? ''}
            onChange={(event) =>
              onFilter({
                ...filter,
                phase: event.target.value || null,
              })
            }
          >
            <option value="">{t('operations.allPhases')}</option>
            {operation.phases.map(({ name }) => (
              <option key={name} value={name}>
                {phaseTitle(name, language)}
              </option>
            ))}
          </Select>
          <Input
            type="search"
            aria-label={t('operations.logSearch')}
            placeholder={t('operations.logSearch')}
            className="w-44!"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      }
    >
      {matching.length > drawn.length && (
        <p className="border-b border-line px-4 py-1.5 text-xs text-muted">
          {t('operations.logCapped', { shown: drawn.length, total: live.lineCount })}
        </p>
      )}
      <div className="relative">
        <div
          ref={box}
          role="log"
          aria-label={t('operations.log')}
          aria-live="off"
          tabIndex={0}
          onScroll={onScroll}
          className="h-80 overflow-y-auto py-2 font-mono text-xs leading-5"
        >
          {drawn.map((line) => (
            <Line key={line.seq} line={line} showHost={filter.hostId === null} />
          ))}
          {drawn.length === 0 && (
            <p className="px-4 py-6 text-center font-sans text-sm text-muted">
              {live.lines.length === 0 ? t('operations.logEmpty') : t('operations.logNoMatch')}
            </p>
          )}
        </div>
        {!following && (
          <Button
            className="absolute right-4 bottom-3 shadow-high"
            onClick={() => setFollowing(true)}
          >
            <ArrowDown aria-hidden className="size-4" />
            {t('operations.logFollow')}
          </Button>
        )}
      </div>
    </Card>
  );
}

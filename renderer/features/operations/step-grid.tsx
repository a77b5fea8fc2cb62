import { memo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operation, OperationState, Step } from '../../../shared/contract/operation.ts';
import { StepIcon } from '../../components/status.tsx';
import { Elapsed } from '../../components/time.tsx';
import { currentLanguage } from '../../i18n/index.ts';
import { phaseTitle } from '../../i18n/phase-text.ts';
import { classNames } from '../../lib/format.ts';
import { hostRows, hostActivity, type HostRow } from './view.ts';

export interface Selection {
  hostId: string;
  phase: string;
}

function HostActivityText({ row, state }: { row: HostRow; state: OperationState }) {
  const { t } = useTranslation();
  const activity = hostActivity(row, state);
  if (!activity) return null;
  if (!('phase' in activity)) return t(`operations.activities.${activity.text}`);
  const phase = phaseTitle(activity.phase, currentLanguage());
  return (
    <>
      {t(`operations.activities.${activity.text}`, { phase })}{' '}
      {activity.startedAt && <Elapsed from={activity.startedAt} to={null} />}
    </>
  );
}

interface CellProps {
  step: Step;
  selected: boolean;
  tabbable: boolean;
  onSelect: () => void;
}

function Cell({ step, selected, tabbable, onSelect }: CellProps) {
  const { t } = useTranslation();
  const { startedAt, endedAt, state } = step;
  const name = t('operations.cell', {
    host: step.host,
    phase: phaseTitle(step.phase, currentLanguage()),
    state: t(`operations.stepStates.${state}`),
  });
  return (
    <button
      type="button"
      aria-pressed={selected}
      title={name}
      tabIndex={tabbable ? 0 : -1}
      onClick={onSelect}
      className={classNames(
        'flex w-full flex-col items-center gap-0.5 rounded-md px-1 py-1.5 hover:bg-sunken',
        selected && 'bg-accent-soft ring-1 ring-accent',
      )}
    >
      <StepIcon state={state} />
      <span className="sr-only">{name}</span>
      <span className="h-4 text-[11px] leading-4 text-muted">
        {startedAt && state !== 'pending' && state !== 'skipped' && (
          <Elapsed from={startedAt} to={endedAt} />
        )}
      </span>
    </button>
  );
}

const arrowKeys: Record<string, [row: number, column: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

interface StepGridProps {
  operation: Operation;
  selectedHost: string | null;
  selectedPhase: string | null;
  onSelect: (selection: Selection | null) => void;
}

/** Hosts × phases: what is done, what runs and for how long. One tab stop; arrow keys inside. */
export const StepGrid = memo(function StepGrid({
  operation,
  selectedHost,
  selectedPhase,
  onSelect,
}: StepGridProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const table = useRef<HTMLTableElement>(null);
  const [focusable, setFocusable] = useState({ row: 0, column: 0 });
  const rows = hostRows(operation);
  const columnKeys = operation.phases.map(({ name, subject }) => `${name}/${subject}`);
  const isSelected = (step: Step) => step.hostId === selectedHost && step.phase === selectedPhase;

  function onKeyDown(event: KeyboardEvent): void {
    const move = arrowKeys[event.key];
    if (!move) return;
    event.preventDefault();
    let row = focusable.row + move[0];
    let column = focusable.column + move[1];
    // hosts skip the phases they take no part in
    while (column in operation.phases && rows[row]?.steps[column] === null) {
      row += move[0];
      column += move[1];
    }
    if (!rows[row]?.steps[column]) return;
    setFocusable({ row, column });
    table.current?.querySelector<HTMLElement>(`[data-at="${row}/${column}"] button`)?.focus();
  }

  return (
    <div className="relative max-h-[36rem] overflow-auto">
      <table
        ref={table}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- a table that is walked with the arrow keys is ARIA's own example of a grid
        role="grid"
        aria-label={t('operations.grid')}
        aria-describedby="grid-hint"
        onKeyDown={onKeyDown}
        className="w-full border-collapse text-left"
      >
        <thead>
          <tr className="align-bottom text-xs text-muted">
            <th
              scope="col"
              className="sticky top-0 left-0 z-2 min-w-36 border-b border-line bg-surface px-3 py-2 font-medium xl:min-w-56 xl:px-4"
            >
              {t('operations.host')}
            </th>
            {operation.phases.map((phase, column) => (
              <th
                key={columnKeys[column]}
                scope="col"
                className="sticky top-0 z-1 min-w-14 border-b border-line bg-surface px-0.5 py-2 text-center text-[11px] leading-tight font-medium xl:min-w-18"
              >
                {phaseTitle(phase.name, language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row, rowIndex) => (
            <tr key={row.hostId}>
              <th
                scope="row"
                className="sticky left-0 z-1 bg-surface px-3 py-2 align-middle xl:px-4"
              >
                <span className="font-mono text-sm font-medium">{row.host}</span>
                <span className="block text-xs font-normal text-muted">
                  <HostActivityText row={row} state={operation.state} />
                </span>
              </th>
              {row.steps.map((step, column) => (
                <td key={columnKeys[column]} data-at={`${rowIndex}/${column}`} className="p-0.5">
                  {step && (
                    <Cell
                      step={step}
                      selected={isSelected(step)}
                      tabbable={focusable.row === rowIndex && focusable.column === column}
                      onSelect={() => {
                        setFocusable({ row: rowIndex, column });
                        onSelect(
                          isSelected(step) ? null : { hostId: step.hostId, phase: step.phase },
                        );
                      }}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p id="grid-hint" className="sr-only">
        {t('operations.gridHint')}
      </p>
    </div>
  );
});

import { useCallback, useState } from 'react';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../shared/contract/errors.ts';
import type { Operation, Step } from '../../../shared/contract/operation.ts';
import { QueryView } from '../../components/query-view.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Card, Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { OperationStatus } from '../../components/status.tsx';
import { RelativeTime } from '../../components/time.tsx';
import { currentLanguage } from '../../i18n/index.ts';
import { phaseTitle } from '../../i18n/phase-text.ts';
import { LogPanel, type LogFilter } from './log-panel.tsx';
import { OperationActions } from './operation-actions.tsx';
import { OperationProgress } from './progress.tsx';
import { StepGrid, type Selection } from './step-grid.tsx';
import { useLiveOperation } from './use-live-operation.ts';
import { hostRows, collectProblems } from './view.ts';

/** For screen readers: the state, and each host that stops, as it happens. */
function Announcer({ operation }: { operation: Operation }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const failed = operation.phases
    .flatMap((phase) => phase.steps)
    .filter((step) => step.state === 'failed');
  return (
    <div role="status" aria-live="polite" className="sr-only">
      <p>
        {t('operations.announce.state', {
          kind: t(`operations.kinds.${operation.kind}`),
          state: t(`operations.states.${operation.state}`),
        })}
      </p>
      {failed.map((step) => (
        <p key={`${step.phase} ${step.hostId}`}>
          {t('operations.announce.failed', {
            host: step.host,
            phase: phaseTitle(step.phase, language),
          })}
        </p>
      ))}
    </div>
  );
}

function SelectedStep({ step, onClear }: { step: Step; onClear: () => void }) {
  const { t } = useTranslation();
  const phase = phaseTitle(step.phase, currentLanguage());
  return (
    <div className="flex flex-wrap items-start justify-between gap-3 border-t border-line bg-accent-soft px-4 py-3">
      <div className="min-w-0">
        <p className="font-medium">
          {t('operations.selected', { host: step.host, phase })}{' '}
          <span className="font-normal text-muted">
            {t(`operations.stepStates.${step.state}`)}
            {step.attempt > 1 && `, ${t('operations.attempt', { n: step.attempt })}`}
          </span>
        </p>
        {step.changes.length > 0 && (
          <>
            <p className="mt-1 text-xs font-medium text-muted">{t('operations.changes')}</p>
            <ul className="list-disc pl-5">
              {step.changes.map((change) => (
                <li key={change} className="break-words">
                  {change}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <Button onClick={onClear}>{t('operations.clearSelection')}</Button>
    </div>
  );
}

const everything: LogFilter = { hostId: null, phase: null };

/** One operation, live: it may be left and opened again at any time. */
export function OperationPage() {
  const { id } = useParams({ from: '/operations/$id' });
  return <LiveOperation key={id} id={id} />;
}

function LiveOperation({ id }: { id: string }) {
  const { t } = useTranslation();
  const { read, live, operation } = useLiveOperation(id);
  const [filter, setFilter] = useState<LogFilter>(everything);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const onSelect = useCallback((next: Selection | null) => setFilter(next ?? everything), []);

  if (!operation) {
    return (
      <Page title={t('operations.title')}>
        <Card>
          <QueryView query={read} rows={6}>
            {() => null}
          </QueryView>
        </Card>
      </Page>
    );
  }

  const { hostId, phase } = filter;
  const selected = hostRows(operation)
    .find((row) => row.hostId === hostId)
    ?.steps.find((step) => step?.phase === phase);
  const problems = collectProblems(operation);
  const kind = t(`operations.kinds.${operation.kind}`);
  return (
    <Page
      title={t('operations.heading', { kind, cluster: operation.clusterName })}
      intro={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <OperationStatus state={operation.state} />
          <RelativeTime time={operation.time_create} />
        </span>
      }
      actions={
        <>
          <Link
            to="/clusters/$id"
            params={{ id: operation.clusterId }}
            className={buttonClass('quiet')}
          >
            {t('operations.openCluster')}
          </Link>
          <OperationActions operation={operation} onProblem={setRefusal} />
        </>
      }
    >
      <Announcer operation={operation} />
      {refusal && (
        <div role="alert">
          <ProblemCard problem={refusal} />
        </div>
      )}
      <OperationProgress operation={operation} />
      {problems.length > 0 && (
        <section aria-label={t('operations.errors')} className="flex flex-col gap-3">
          {problems.map((problem) => (
            <ProblemCard
              key={JSON.stringify([problem.code, problem.host, problem.step, problem.message])}
              problem={problem}
            />
          ))}
        </section>
      )}
      <Card title={t('operations.grid')}>
        <StepGrid
          operation={operation}
          selectedHost={hostId}
          selectedPhase={phase}
          onSelect={onSelect}
        />
        {selected && <SelectedStep step={selected} onClear={() => setFilter(everything)} />}
      </Card>
      <LogPanel operation={operation} live={live} filter={filter} onFilter={setFilter} />
    </Page>
  );
}

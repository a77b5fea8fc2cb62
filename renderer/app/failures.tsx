import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { Compass, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/contract/errors.ts';
import { Button, buttonClass } from '../components/button.tsx';
import { Card, EmptyState, Page } from '../components/page.tsx';
import { ProblemCard } from '../components/problem-card.tsx';
import { ProblemError } from '../lib/control-plane.ts';

/** What stands where nothing is. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('failure.notFoundTitle')}>
      <Card>
        <EmptyState
          icon={<Compass aria-hidden className="size-8" />}
          title={t('failure.notFoundText')}
          action={
            <Link to="/clusters" className={buttonClass('primary')}>
              {t('failure.toClusters')}
            </Link>
          }
        />
      </Card>
    </Page>
  );
}

/** A fault of the page itself: says that the hosts are safe, and offers a fresh start. */
export function Crash({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const words: unknown = error instanceof Error ? error.message : error;
  return (
    <Page title={t('failure.crashTitle')}>
      <Card>
        <EmptyState
          icon={<TriangleAlert aria-hidden className="size-8" />}
          title={t('failure.crashText')}
          action={
            <Button look="primary" onClick={() => location.reload()}>
              {t('failure.reload')}
            </Button>
          }
        />
        <pre className="m-4 overflow-x-auto rounded bg-sunken p-3 text-xs" tabIndex={0}>
          {String(words)}
        </pre>
      </Card>
    </Page>
  );
}

interface QueryFailureProps {
  error: Error;
  retry: () => void;
}

/** A resource that could not be read, and the way to try again. */
export function QueryFailure({ error, retry }: QueryFailureProps) {
  const { t } = useTranslation();
  if (!(error instanceof ProblemError)) throw error;
  const shown: Problem = error.problem;
  return (
    <div className="flex flex-col items-start gap-3 p-4">
      <ProblemCard problem={shown} className="w-full" />
      <Button onClick={retry}>{t('common.retry')}</Button>
    </div>
  );
}

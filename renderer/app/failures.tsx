import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { Compass, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '../components/button.tsx';
import { Card, EmptyState, Page } from '../components/page.tsx';

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
export function ErrorScreen({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const words: unknown = error instanceof Error ? error.message : error;
  return (
    <Page title={t('failure.crashTitle')}>
      <Card>
        <EmptyState
          icon={<TriangleAlert aria-hidden className="size-8" />}
          title={t('failure.crashText')}
          action={
            <Button variant="primary" onClick={() => location.reload()}>
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

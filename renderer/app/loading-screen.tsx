import { useTranslation } from 'react-i18next';
import { Card, Page, Skeleton } from '../components/page.tsx';

/** Stands in for a screen whose code takes more than a moment to come. */
export function LoadingScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t('common.loading')}>
      <Card>
        <Skeleton />
      </Card>
    </Page>
  );
}

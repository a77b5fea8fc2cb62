import { useNavigate, useSearch } from '@tanstack/react-router';
import { ListChecks } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { operationStates } from '../../../shared/contract/operation.ts';
import { ListView } from '../../components/query-view.tsx';
import { Select } from '../../components/field.tsx';
import { Card, EmptyState, Page } from '../../components/page.tsx';
import { useRead } from '../../lib/queries/index.ts';
import { OperationsTable } from './operations-table.tsx';

/** Every operation there was. */
export function OperationsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/operations' });
  const { state } = useSearch({ from: '/operations' });
  const list = useRead('operations.list', state ? { state } : {});
  return (
    <Page title={t('operations.title')}>
      <Card>
        <div className="border-b border-line px-4 py-3">
          <Select
            aria-label={t('operations.filterState')}
            className="max-w-48"
            value={state ?? ''}
            onChange={(event) =>
              void navigate({
                search: { state: operationStates.find((each) => each === event.target.value) },
                replace: true,
              })
            }
          >
            <option value="">{t('operations.filterAll')}</option>
            {operationStates.map((each) => (
              <option key={each} value={each}>
                {t(`operations.states.${each}`)}
              </option>
            ))}
          </Select>
        </div>
        <ListView
          query={list}
          empty={
            <EmptyState
              icon={<ListChecks aria-hidden className="size-8" />}
              title={state ? t('operations.noMatch') : t('operations.empty')}
            />
          }
        >
          {(items) => <OperationsTable operations={items} />}
        </ListView>
      </Card>
    </Page>
  );
}

import { useNavigate, useSearch } from '@tanstack/react-router';
import { ListChecks } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { operationStates } from '../../../shared/contract/operation.ts';
import { ListView } from '../../components/query-view.tsx';
import { FilterBar, FilterSelect } from '../../components/filters.tsx';
import { Card, EmptyState, Page } from '../../components/page.tsx';
import { Pager, pageQuery } from '../../components/pager.tsx';
import { useRead } from '../../lib/queries/index.ts';
import { OperationsTable } from './operations-table.tsx';

/** Every operation there was, newest first. */
export function OperationsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/operations' });
  const { state, page } = useSearch({ from: '/operations' });
  const list = useRead(
    'operations.list',
    { ...(state && { state }), sort: '-time_create', ...pageQuery(page) },
    { keepPrevious: true },
  );
  return (
    <Page title={t('operations.title')}>
      <Card>
        <FilterBar>
          <FilterSelect
            label={t('operations.filterState')}
            all={t('operations.filterAll')}
            options={operationStates}
            text={(each) => t(`operations.states.${each}`)}
            value={state}
            onChange={(value) => void navigate({ search: { state: value }, replace: true })}
          />
        </FilterBar>
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
        <Pager
          page={page}
          total={list.data?.count ?? 0}
          onPage={(next) => void navigate({ search: { state, page: next }, replace: true })}
        />
      </Card>
    </Page>
  );
}

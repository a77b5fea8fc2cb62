import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Server } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { hostRoles, hostStatuses } from '../../../shared/contract/host.ts';
import { buttonClass } from '../../components/button.tsx';
import { FilterBar, FilterSelect, FilterText, NoMatch } from '../../components/filters.tsx';
import { HostsTable } from '../../components/hosts-table.tsx';
import { Card, EmptyState, Page } from '../../components/page.tsx';
import { Pager, pageQuery } from '../../components/pager.tsx';
import { ListView } from '../../components/query-view.tsx';
import { useRead } from '../../lib/queries/index.ts';

function NoNodes() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<Server aria-hidden className="size-10" strokeWidth={1.25} />}
      title={t('hosts.all.emptyTitle')}
      text={t('hosts.all.emptyText')}
      action={
        <Link to="/clusters/new" className={buttonClass('primary')}>
          {t('clusters.create')}
        </Link>
      }
    />
  );
}

/** The hosts of all clusters, by cluster and name. */
export function NodesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/nodes' });
  const { page, ...filters } = useSearch({ from: '/nodes' });
  const { q, status, role, cluster } = filters;
  const clusters = useRead('clusters.list', { status: 'unterminated', sort: 'name' });
  const names = new Map(clusters.data?.items.map(({ _id: id, name }) => [id, name]));
  const list = useRead(
    'hosts.list',
    {
      status: status ?? 'unterminated',
      ...(q && { q }),
      ...(role && { role }),
      ...(cluster && { cluster_id: cluster }),
      sort: 'clusterName,hostName',
      ...pageQuery(page),
    },
    { keepPrevious: true },
  );
  const isFiltered = Object.values(filters).some((each) => each !== undefined);
  const total = list.data?.count ?? 0;
  /** Another filter begins at the first page. */
  const filter = (change: Partial<typeof filters>) =>
    void navigate({ search: { ...filters, ...change }, replace: true });

  return (
    <Page title={t('hosts.all.title')} intro={t('hosts.all.intro')}>
      <Card>
        {(isFiltered || total > 0) && (
          <FilterBar aside={t('hosts.all.shown', { count: total })}>
            <FilterText
              label={t('hosts.all.filterText')}
              value={q}
              onChange={(value) => filter({ q: value })}
            />
            <FilterSelect
              label={t('hosts.all.filterCluster')}
              all={t('hosts.all.allClusters')}
              options={[...names.keys()]}
              text={(id) => names.get(id) ?? id}
              value={cluster}
              onChange={(value) => filter({ cluster: value })}
            />
            <FilterSelect
              label={t('hosts.all.filterRole')}
              all={t('hosts.all.allRoles')}
              options={hostRoles}
              text={(each) => t(`hosts.roles.${each}`)}
              value={role}
              onChange={(value) => filter({ role: value })}
            />
            <FilterSelect
              label={t('hosts.all.filterStatus')}
              all={t('clusters.filterAll')}
              options={hostStatuses}
              text={(each) => t(`statuses.${each}`)}
              value={status}
              onChange={(value) => filter({ status: value })}
            />
          </FilterBar>
        )}
        <ListView
          query={list}
          empty={
            isFiltered ? (
              <NoMatch
                title={t('hosts.all.noMatch')}
                onClear={() => void navigate({ search: {}, replace: true })}
              />
            ) : (
              <NoNodes />
            )
          }
        >
          {(items) => <HostsTable hosts={items} withCluster />}
        </ListView>
        <Pager
          page={page}
          total={total}
          onPage={(next) => void navigate({ search: { ...filters, page: next }, replace: true })}
        />
      </Card>
    </Page>
  );
}

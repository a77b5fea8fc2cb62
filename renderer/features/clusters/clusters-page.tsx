import { useState } from 'react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Boxes, Lightbulb, Plus, Trash2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { clusterStatuses, type Cluster } from '../../../shared/contract/cluster.ts';
import { QueryView } from '../../components/query-view.tsx';
import { buttonClass, IconButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { FilterBar, FilterSelect, FilterText, NoMatch } from '../../components/filters.tsx';
import { Card, EmptyState, Page } from '../../components/page.tsx';
import { ResourceStatus } from '../../components/status.tsx';
import { cellClass, rowLinkClass, Table } from '../../components/table.tsx';
import { RelativeTime } from '../../components/time.tsx';
import { useDismissed } from '../../lib/preferences.ts';
import { useRead } from '../../lib/queries/index.ts';
import { DeleteDialog } from './delete-dialog.tsx';

function CreateLink() {
  const { t } = useTranslation();
  return (
    <Link to="/clusters/new" className={buttonClass('primary')}>
      <Plus aria-hidden className="size-4" />
      {t('clusters.create')}
    </Link>
  );
}

function FirstRunHint() {
  const { t } = useTranslation();
  const [dismissed, dismiss] = useDismissed('first-run');
  if (dismissed) return null;
  return (
    <aside className="flex items-start gap-3 rounded-lg border border-line bg-accent-soft px-4 py-3">
      <Lightbulb aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
      <p className="flex-1">
        <strong className="font-semibold">{t('clusters.firstRun.title')}</strong>{' '}
        {t('clusters.firstRun.text')}
      </p>
      <IconButton label={t('common.dismiss')} onClick={dismiss}>
        <X aria-hidden className="size-4" />
      </IconButton>
    </aside>
  );
}

function Filters({ shown }: { shown: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/clusters' });
  const filters = useSearch({ from: '/clusters' });
  const filter = (change: Partial<typeof filters>) =>
    void navigate({ search: { ...filters, ...change }, replace: true });
  return (
    <FilterBar aside={t('clusters.shown', { count: shown })}>
      <FilterText
        label={t('clusters.filterName')}
        value={filters.name}
        onChange={(value) => filter({ name: value })}
      />
      <FilterSelect
        label={t('clusters.filterStatus')}
        all={t('clusters.filterAll')}
        options={clusterStatuses}
        text={(each) => t(`statuses.${each}`)}
        value={filters.status}
        onChange={(value) => filter({ status: value })}
      />
    </FilterBar>
  );
}

function Row({ cluster, onDelete }: { cluster: Cluster; onDelete: () => void }) {
  const { t } = useTranslation();
  return (
    <tr className="hover:bg-sunken/50">
      <th scope="row" className={`${cellClass} font-medium`}>
        <Link to="/clusters/$id" params={{ id: cluster._id }} className={rowLinkClass}>
          {cluster.name}
        </Link>
      </th>
      <td className={cellClass}>
        <ResourceStatus status={cluster.status} />
      </td>
      <td className={`${cellClass} max-md:hidden`}>{t(`clusters.stacks.${cluster.stack}`)}</td>
      <td className={`${cellClass} max-md:hidden`}>
        {t(`clusters.categories.${cluster.createCategory}`)}
      </td>
      <td className={`${cellClass} text-right tabular-nums`}>{cluster.instances}</td>
      <td className={cellClass}>
        {cluster.endPoint && (
          <span className="inline-flex items-center gap-1 font-mono text-xs">
            {cluster.endPoint}
            <CopyButton value={cluster.endPoint} />
          </span>
        )}
      </td>
      <td className={`${cellClass} text-muted`}>
        <RelativeTime time={cluster.time_create} />
      </td>
      <td className={`${cellClass} text-right`}>
        {cluster.actions.includes('delete') && (
          <IconButton
            label={t('clusters.deleteNamed', { name: cluster.name })}
            variant="danger-quiet"
            onClick={onDelete}
          >
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        )}
      </td>
    </tr>
  );
}

interface ClustersTableProps {
  clusters: Cluster[];
  onDelete: (cluster: Cluster) => void;
}

function ClustersTable({ clusters, onDelete }: ClustersTableProps) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('clusters.table')}
      columns={[
        { key: 'name', title: t('clusters.name') },
        { key: 'status', title: t('clusters.status') },
        { key: 'stack', title: t('clusters.stack'), className: 'max-md:hidden' },
        { key: 'category', title: t('clusters.category'), className: 'max-md:hidden' },
        { key: 'hosts', title: t('clusters.hosts'), className: 'text-right' },
        { key: 'endpoint', title: t('clusters.endpoint') },
        { key: 'age', title: t('clusters.age') },
        { key: 'actions', title: <span className="sr-only">{t('clusters.actions')}</span> },
      ]}
    >
      {clusters.map((cluster) => (
        <Row key={cluster._id} cluster={cluster} onDelete={() => onDelete(cluster)} />
      ))}
    </Table>
  );
}

/** The list of clusters, newest first, kept up to date by the stream of changes. */
export function ClustersPage() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/clusters' });
  const { name = '', status } = useSearch({ from: '/clusters' });
  const [deleting, setDeleting] = useState<Cluster | null>(null);
  const list = useRead('clusters.list', { status: status ?? 'unterminated', sort: '-time_create' });

  const wanted = name.trim().toLowerCase();
  const shown = (list.data?.items ?? []).filter((cluster) =>
    cluster.name.toLowerCase().includes(wanted),
  );
  const filtered = wanted !== '' || status !== undefined;
  const none = list.data?.items.length === 0 && !filtered;

  return (
    <Page title={t('clusters.title')} actions={!none && <CreateLink />}>
      {none && <FirstRunHint />}
      <Card>
        <QueryView query={list}>
          {() =>
            none ? (
              <EmptyState
                icon={<Boxes aria-hidden className="size-10" strokeWidth={1.25} />}
                title={t('clusters.emptyTitle')}
                text={t('clusters.emptyText')}
                action={<CreateLink />}
              />
            ) : (
              <>
                <Filters shown={shown.length} />
                {shown.length > 0 ? (
                  <ClustersTable clusters={shown} onDelete={setDeleting} />
                ) : (
                  <NoMatch
                    title={t('clusters.noMatch')}
                    onClear={() => void navigate({ search: {}, replace: true })}
                  />
                )}
              </>
            )
          }
        </QueryView>
      </Card>
      <DeleteDialog cluster={deleting} onClose={() => setDeleting(null)} />
    </Page>
  );
}

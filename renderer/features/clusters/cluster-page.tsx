import { useState, type ReactNode } from 'react';
import { Link, useParams } from '@tanstack/react-router';
import { Activity, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Cluster } from '../../../shared/contract/cluster.ts';
import { isUnfinished } from '../../../shared/contract/operation.ts';
import { ListView, QueryView } from '../../components/query-view.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Card, Page } from '../../components/page.tsx';
import { ResourceStatus } from '../../components/status.tsx';
import { RelativeTime } from '../../components/time.tsx';
import { useRead } from '../../lib/queries/index.ts';
import { OperationsTable } from '../operations/index.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { HostsCard } from './hosts-card.tsx';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="mt-0.5 break-words">{children}</dd>
    </div>
  );
}

function Facts({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation();
  const registries = cluster.dockerRegistries.map(({ registry }) => registry).join(', ');
  return (
    <Card title={t('clusters.detail.facts')}>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 p-4 sm:grid-cols-3 xl:grid-cols-4">
        <Fact name={t('clusters.status')}>
          <ResourceStatus status={cluster.status} />
        </Fact>
        <Fact name={t('clusters.endpoint')}>
          {cluster.endPoint ? (
            <span className="inline-flex items-center gap-1 font-mono text-xs">
              {cluster.endPoint}
              <CopyButton value={cluster.endPoint} />
            </span>
          ) : (
            t('common.none')
          )}
        </Fact>
        <Fact name={t('clusters.stack')}>{t(`clusters.stacks.${cluster.stack}`)}</Fact>
        <Fact name={t('clusters.category')}>
          {t(`clusters.categories.${cluster.createCategory}`)}
        </Fact>
        <Fact name={t('clusters.hosts')}>{cluster.instances}</Fact>
        <Fact name={t('clusters.detail.owner')}>{cluster.owner || t('common.none')}</Fact>
        <Fact name={t('clusters.detail.created')}>
          <RelativeTime time={cluster.time_create} />
        </Fact>
        <Fact name={t('clusters.detail.registries')}>{registries || t('common.none')}</Fact>
      </dl>
    </Card>
  );
}

/** One cluster: its facts, its hosts, what was done to it. */
export function ClusterPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/clusters/$id' });
  const [deleting, setDeleting] = useState(false);
  const cluster = useRead('clusters.get', { id });
  const operations = useRead('operations.list', { cluster_id: id, sort: '-time_create' });
  const active = operations.data?.items.find(({ state }) => isUnfinished(state));

  return (
    <Page
      title={cluster.data?.name ?? t('common.loading')}
      actions={
        cluster.data &&
        cluster.data.actions.includes('delete') && (
          <Button variant="danger-quiet" onClick={() => setDeleting(true)}>
            <Trash2 aria-hidden className="size-4" />
            {t('clusters.delete')}
          </Button>
        )
      }
    >
      {active && (
        <div className="flex flex-wrap items-center gap-3 rounded-lg border border-accent/30 bg-accent-soft px-4 py-2.5">
          <Activity aria-hidden className="size-4 text-accent" />
          <p className="flex-1">
            <strong className="font-semibold">{t('clusters.detail.running')}</strong>{' '}
            {t(`operations.kinds.${active.kind}`)}
          </p>
          <Link to="/operations/$id" params={{ id: active._id }} className={buttonClass()}>
            {t('clusters.detail.watch')}
          </Link>
        </div>
      )}
      {!cluster.data && (
        <Card>
          <QueryView query={cluster}>{() => null}</QueryView>
        </Card>
      )}
      {cluster.data && (
        <>
          <Facts cluster={cluster.data} />
          <HostsCard cluster={cluster.data} />
          <Card title={t('clusters.detail.operations')}>
            <ListView
              query={operations}
              rows={2}
              empty={<p className="p-4 text-muted">{t('clusters.detail.noOperations')}</p>}
            >
              {(items) => <OperationsTable operations={items} />}
            </ListView>
          </Card>
          <DeleteDialog
            cluster={deleting ? cluster.data : null}
            onClose={() => setDeleting(false)}
          />
        </>
      )}
    </Page>
  );
}

import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Plus, ServerOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Cluster } from '../../../shared/contract/cluster.ts';
import type { HostListItem } from '../../../shared/contract/host.ts';
import { ListView } from '../../components/query-view.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/page.tsx';
import { useRead } from '../../lib/queries/index.ts';
import { HostsTable } from '../../components/hosts-table.tsx';
import { RemoveHostsDialog } from './remove-hosts-dialog.tsx';

const nothing: ReadonlySet<string> = new Set();

/** Whether a host may leave its cluster: masters go with the whole only. */
function isRemovable({ isMasterNode, status }: HostListItem): boolean {
  return !isMasterNode && status !== 'TERMINATED';
}

/** The hosts of a cluster, and the ways to add some and to remove some. */
export function HostsCard({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { _id: id } = cluster;
  // hosts that were removed are past, unless the whole cluster is
  const status = cluster.status === 'TERMINATED' ? '' : 'unterminated';
  const hosts = useRead('clusters.listHosts', { id, status });
  const [chosen, setChosen] = useState(nothing);
  const [removing, setRemoving] = useState(false);
  const canRemove = cluster.actions.includes('removeHosts');
  const canAdd = cluster.actions.includes('addHosts');
  const removable = (hosts.data?.items ?? []).filter(isRemovable);
  // a host that has left meanwhile is selected no longer
  const going = removable.filter(({ hostId }) => chosen.has(hostId));

  return (
    <Card
      title={t('clusters.detail.hosts')}
      aside={
        <div className="flex flex-wrap items-center gap-2">
          {canRemove && (
            <>
              <span role="status" className="text-xs text-muted">
                {going.length > 0 && t('hosts.selected', { count: going.length })}
              </span>
              <Button
                variant="danger-quiet"
                disabled={going.length === 0}
                title={going.length === 0 ? t('hosts.selectFirst') : undefined}
                onClick={() => setRemoving(true)}
              >
                <ServerOff aria-hidden className="size-4" />
                {t('hosts.remove')}
              </Button>
            </>
          )}
          {canAdd && (
            <Button
              onClick={() => void navigate({ to: '/clusters/$id/add-hosts', params: { id } })}
            >
              <Plus aria-hidden className="size-4" />
              {t('hosts.add')}
            </Button>
          )}
        </div>
      }
    >
      <ListView
        query={hosts}
        rows={3}
        empty={<p className="p-4 text-muted">{t('clusters.detail.noHosts')}</p>}
      >
        {(items) => (
          <HostsTable
            hosts={items}
            selection={
              canRemove
                ? {
                    from: removable,
                    selected: new Set(going.map(({ hostId }) => hostId)),
                    onSelect: setChosen,
                  }
                : undefined
            }
          />
        )}
      </ListView>
      <RemoveHostsDialog
        cluster={cluster}
        hosts={removing ? going : null}
        onClose={() => setRemoving(false)}
        onRemoved={() => setChosen(nothing)}
      />
    </Card>
  );
}

import { useRef } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Cluster } from '../../../shared/contract/cluster.ts';
import type { HostListItem } from '../../../shared/contract/host.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { useCall } from '../../lib/queries/index.ts';
import { hostLabel } from '../../components/hosts-table.tsx';

interface RemoveHostsDialogProps {
  cluster: Cluster;
  /** null: closed */
  hosts: HostListItem[] | null;
  onClose: () => void;
  /** they are leaving: nothing is to be selected any more */
  onRemoved: () => void;
}

/** Says what happens to hosts that leave, and leads to the operation that takes them off. */
export function RemoveHostsDialog({ cluster, hosts, onClose, onRemoved }: RemoveHostsDialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const remove = useCall('clusters.removeHosts');
  const stay = useRef<HTMLButtonElement>(null);

  function close(): void {
    remove.clear();
    onClose();
  }

  async function submit(): Promise<void> {
    if (!hosts || hosts.length === 0) return close();
    const answer = await remove.run({
      id: cluster._id,
      host_ids: hosts.map(({ hostId }) => hostId),
    });
    if ('problem' in answer) return;
    close();
    onRemoved();
    const { operationId } = answer.data;
    if (operationId) await navigate({ to: '/operations/$id', params: { id: operationId } });
  }

  return (
    <Dialog
      open={hosts !== null}
      onClose={close}
      title={t('hosts.removal.title', { name: cluster.name })}
      initialFocus={stay}
      actions={
        <>
          <Button ref={stay} onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button variant="danger" busy={remove.busy} onClick={() => void submit()}>
            {t('hosts.removal.submit')}
          </Button>
        </>
      }
    >
      <ul
        aria-label={t('hosts.removal.list')}
        className="flex max-h-40 flex-col gap-0.5 overflow-y-auto rounded-md bg-sunken px-3 py-2"
        tabIndex={0}
      >
        {hosts?.map((host) => (
          <li key={host.hostId} className="flex flex-wrap items-baseline gap-x-3">
            <span className="font-medium">{hostLabel(host)}</span>
            <span className="font-mono text-xs text-muted">{host.ip}</span>
          </li>
        ))}
      </ul>
      <div>
        <p>{t('hosts.removal.intro')}</p>
        <ul className="mt-1.5 flex list-disc flex-col gap-0.5 pl-5">
          <li>{t('hosts.removal.drained')}</li>
          <li>{t('hosts.removal.left')}</li>
          <li>{t('hosts.removal.cleaned')}</li>
        </ul>
        <p className="mt-3 text-muted">{t('hosts.removal.writtenOff')}</p>
      </div>
      {remove.problem && <ProblemCard problem={remove.problem} />}
    </Dialog>
  );
}

import { useRef, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Cluster } from '../../../shared/contract/cluster.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { CheckField, Field, Input } from '../../components/field.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { useCall } from '../../lib/queries/index.ts';

interface DeleteDialogProps {
  /** null: closed */
  cluster: Cluster | null;
  onClose: () => void;
}

/** Asks for the cluster's name before it is deleted, and leads to the operation that does it. */
export function DeleteDialog({ cluster, onClose }: DeleteDialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const remove = useCall('clusters.delete');
  const [typed, setTyped] = useState('');
  const [writeOff, setWriteOff] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const name = cluster?.name ?? '';

  function close(): void {
    setTyped('');
    setWriteOff(false);
    remove.clear();
    onClose();
  }

  async function submit(): Promise<void> {
    if (!cluster || typed !== name) return input.current?.focus();
    const answer = await remove.run({ id: cluster._id, write_off: writeOff });
    if ('problem' in answer) return;
    close();
    const { operationId } = answer.data;
    if (operationId) await navigate({ to: '/operations/$id', params: { id: operationId } });
  }

  return (
    <Dialog
      open={cluster !== null}
      onClose={close}
      title={t('clusters.deletion.title', { name })}
      initialFocus={input}
      actions={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            variant="danger"
            disabled={typed !== name}
            busy={remove.busy}
            onClick={() => void submit()}
          >
            {t('clusters.deletion.submit')}
          </Button>
        </>
      }
    >
      <div>
        <p>{t('clusters.deletion.intro')}</p>
        <ul className="mt-1.5 flex list-disc flex-col gap-0.5 pl-5">
          <li>{t('clusters.deletion.swarm')}</li>
          <li>{t('clusters.deletion.keys')}</li>
          <li>{t('clusters.deletion.docker')}</li>
          <li>{t('clusters.deletion.files')}</li>
        </ul>
        <p className="mt-3 text-muted">{t('clusters.deletion.kept')}</p>
      </div>
      {remove.problem && <ProblemCard problem={remove.problem} />}
      <CheckField
        id="delete-write-off"
        label={t('clusters.deletion.writeOff')}
        hint={t('clusters.deletion.writeOffHint')}
        checked={writeOff}
        onChange={(event) => setWriteOff(event.target.checked)}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field id="delete-name" label={t('clusters.deletion.confirm', { name })}>
          {(described) => (
            <Input
              {...described}
              id="delete-name"
              ref={input}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

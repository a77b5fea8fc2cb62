import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Ban, RotateCcw, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../shared/contract/errors.ts';
import type { Operation } from '../../../shared/contract/operation.ts';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { useControlPlane } from '../../lib/control-plane.ts';
import { useRead } from '../../lib/queries/index.ts';
import { actionsFor, type OperationAction } from './rules.ts';

interface OperationActionsProps {
  operation: Operation;
  /** hears what went wrong, or null at a new attempt */
  onProblem: (problem: Problem | null) => void;
}

/** Cancel, retry and roll back, each where the state allows it. */
export function OperationActions({ operation, onProblem }: OperationActionsProps) {
  const { t } = useTranslation();
  const { bridge } = useControlPlane();
  const client = useQueryClient();
  const [asking, setAsking] = useState<'cancel' | 'rollback' | null>(null);
  const [busy, setBusy] = useState<OperationAction | null>(null);
  const allowed = actionsFor(operation);
  const { _id: id } = operation;

  async function run(action: OperationAction): Promise<void> {
    setAsking(null);
    setBusy(action);
    onProblem(null);
    const result = await bridge.call(`operations.${action}`, { id });
    setBusy(null);
    if (!result.ok) return onProblem(result.problem);
    client.setQueryData(queries.operation(bridge, { id }).queryKey, result.data);
    await client.invalidateQueries({ queryKey: ['operation'] });
  }

  return (
    <>
      {allowed.includes('cancel') && (
        <Button busy={busy === 'cancel'} onClick={() => setAsking('cancel')}>
          <Ban aria-hidden className="size-4" />
          {t('operations.cancel')}
        </Button>
      )}
      {allowed.includes('rollback') && (
        <Button busy={busy === 'rollback'} onClick={() => setAsking('rollback')}>
          <Undo2 aria-hidden className="size-4" />
          {t('operations.rollback')}
        </Button>
      )}
      {allowed.includes('retry') && (
        <Button
          variant="primary"
          busy={busy === 'retry'}
          title={t('operations.retryHint')}
          onClick={() => void run('retry')}
        >
          <RotateCcw aria-hidden className="size-4" />
          {t('operations.retry')}
        </Button>
      )}
      <Confirm
        open={asking === 'cancel'}
        onClose={() => setAsking(null)}
        title={t('operations.cancelTitle')}
        text={t('operations.cancelText')}
        confirm={t('operations.cancelConfirm')}
        cancel={t('operations.keepRunning')}
        variant="danger"
        onConfirm={() => void run('cancel')}
      />
      <Confirm
        open={asking === 'rollback'}
        onClose={() => setAsking(null)}
        title={t('operations.rollbackTitle')}
        text={t('operations.rollbackText')}
        confirm={t('operations.rollbackConfirm')}
        variant="danger"
        onConfirm={() => void run('rollback')}
      />
    </>
  );
}

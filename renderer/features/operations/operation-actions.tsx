import { useState } from 'react';
import { Ban, RotateCcw, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../shared/contract/errors.ts';
import type { Operation, OperationAction } from '../../../shared/contract/operation.ts';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { useCall } from '../../lib/queries/index.ts';

interface OperationActionsProps {
  operation: Operation;
  /** hears what went wrong, or null at a new attempt */
  onProblem: (problem: Problem | null) => void;
}

/** Cancel, retry and roll back, each where the control plane would do it. */
export function OperationActions({ operation, onProblem }: OperationActionsProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'cancel' | 'rollback' | null>(null);
  const calls = {
    cancel: useCall('operations.cancel'),
    retry: useCall('operations.retry'),
    rollback: useCall('operations.rollback'),
  };
  const { _id: id, actions } = operation;

  async function run(action: OperationAction): Promise<void> {
    setAsking(null);
    onProblem(null);
    const answer = await calls[action].run({ id });
    if ('problem' in answer) onProblem(answer.problem);
  }

  return (
    <>
      {actions.includes('cancel') && (
        <Button busy={calls.cancel.busy} onClick={() => setAsking('cancel')}>
          <Ban aria-hidden className="size-4" />
          {t('operations.cancel')}
        </Button>
      )}
      {actions.includes('rollback') && (
        <Button busy={calls.rollback.busy} onClick={() => setAsking('rollback')}>
          <Undo2 aria-hidden className="size-4" />
          {t('operations.rollback')}
        </Button>
      )}
      {actions.includes('retry') && (
        <Button
          variant="primary"
          busy={calls.retry.busy}
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

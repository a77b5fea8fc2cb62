import { Progress } from '@base-ui/react/progress';
import { useTranslation } from 'react-i18next';
import { isUnfinished, type Operation } from '../../../shared/contract/operation.ts';
import { classNames, formatDuration } from '../../lib/format.ts';
import { useNow } from '../../lib/use-now.ts';
import { progressOf } from './view.ts';

/** How far and for how long. */
export function OperationProgress({ operation }: { operation: Operation }) {
  const { t } = useTranslation();
  const active = isUnfinished(operation.state);
  const now = useNow(active);
  const { done, total, undoing } = progressOf(operation);
  const end = operation.time_end && !active ? Date.parse(operation.time_end) : now;
  const time = formatDuration(end - Date.parse(operation.time_create));
  const text = t(undoing ? 'operations.undoneText' : 'operations.progressText', { done, total });
  const failed = operation.state === 'failed';
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex justify-between text-xs text-muted tabular-nums">
        <span>{text}</span>
        <span>{active ? t('operations.elapsed', { time }) : t('operations.took', { time })}</span>
      </div>
      <Progress.Root
        aria-label={t('operations.progress')}
        value={done}
        max={Math.max(total, 1)}
        getAriaValueText={() => text}
      >
        <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-sunken">
          <Progress.Indicator
            className={classNames(
              'h-full rounded-full transition-[width] duration-300',
              failed ? 'bg-danger-solid' : 'bg-accent-solid',
            )}
          />
        </Progress.Track>
      </Progress.Root>
    </div>
  );
}

import { useTranslation } from 'react-i18next';
import { classNames } from '../../lib/format.ts';

const steps = ['form', 'plan', 'run'] as const;

/**
 * Where one is between the description and the work.
 * @param run what the last step does
 */
export function Steps({ current, run }: { current: 'form' | 'plan'; run: string }) {
  const { t } = useTranslation();
  return (
    <ol aria-label={t('plan.stepsLabel')} className="flex flex-wrap items-center gap-2 text-sm">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={step === current ? 'step' : undefined}
          className={classNames(
            'flex items-center gap-2',
            step === current ? 'font-medium text-text' : 'text-muted',
          )}
        >
          {index > 0 && <span aria-hidden className="h-px w-6 bg-line-strong" />}
          <span
            aria-hidden
            className={classNames(
              'grid size-5 place-items-center rounded-full text-xs tabular-nums',
              step === current ? 'bg-accent-solid text-white' : 'bg-sunken',
            )}
          >
            {index + 1}
          </span>
          {step === 'run' ? run : t(`plan.steps.${step}`)}
        </li>
      ))}
    </ol>
  );
}

import { useTranslation } from 'react-i18next';
import { ProblemError } from '../lib/control-plane.ts';
import { Button } from './button.tsx';
import { ProblemCard } from './problem-card.tsx';

interface QueryFailureProps {
  error: Error;
  retry: () => void;
}

/** A resource that could not be read, and the way to try again. */
export function QueryFailure({ error, retry }: QueryFailureProps) {
  const { t } = useTranslation();
  if (!(error instanceof ProblemError)) throw error;
  return (
    <div className="flex flex-col items-start gap-3 p-4">
      <ProblemCard problem={error.problem} className="w-full" />
      <Button onClick={retry}>{t('common.retry')}</Button>
    </div>
  );
}

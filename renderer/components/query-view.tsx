import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../lib/control-plane.ts';
import { Button } from './button.tsx';
import { Skeleton } from './page.tsx';
import { ProblemCard } from './problem-card.tsx';

interface QueryViewProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'refetch'>;
  /** how many rows the place of the answer has while it is waited for */
  rows?: number;
  /** draws the answer */
  children: (data: T) => ReactNode;
}

/**
 * What was read, its place while it is waited for, and why it could not be read, with the way to try
 * again: an answer that is there stays when a later attempt fails.
 */
export function QueryView<T>({ query, rows, children }: QueryViewProps<T>) {
  const { data, error, isPending, refetch } = query;
  return (
    <>
      {isPending && <Skeleton {...(rows !== undefined && { rows })} />}
      {error && <QueryFailure error={error} retry={() => void refetch()} />}
      {data !== undefined && children(data)}
    </>
  );
}

interface ListViewProps<T> extends Omit<QueryViewProps<{ items: T[] }>, 'children'> {
  /** stands where the list has nothing in it */
  empty: ReactNode;
  /** draws the items */
  children: (items: T[]) => ReactNode;
}

/** A list that was read, as QueryView shows it, and what to say of an empty one. */
export function ListView<T>({ empty, children, ...props }: ListViewProps<T>) {
  return (
    <QueryView {...props}>{({ items }) => (items.length > 0 ? children(items) : empty)}</QueryView>
  );
}

interface QueryFailureProps {
  error: Error;
  retry: () => void;
}

function QueryFailure({ error, retry }: QueryFailureProps) {
  const { t } = useTranslation();
  if (!(error instanceof ProblemError)) throw error;
  return (
    <div className="flex flex-col items-start gap-3 p-4">
      <ProblemCard problem={error.problem} className="w-full" />
      <Button onClick={retry}>{t('common.retry')}</Button>
    </div>
  );
}

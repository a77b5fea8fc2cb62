import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/format.ts';

interface PageProps {
  title: string;
  /** stands below the title */
  intro?: ReactNode;
  actions?: ReactNode;
  /** forms read better when they are not as wide as the window */
  narrow?: boolean;
  children: ReactNode;
}

/** A screen: its heading, which also names the window, its actions and its content. */
export function Page({ title, intro, actions, narrow = false, children }: PageProps) {
  const { t } = useTranslation();
  const app = t('app.name');
  useEffect(() => {
    document.title = `${title} · ${app}`;
  }, [title, app]);
  return (
    <div
      className={classNames(
        'mx-auto flex w-full flex-col gap-5',
        narrow ? 'max-w-5xl' : 'max-w-7xl',
      )}
    >
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold tracking-tight break-words">{title}</h1>
          {intro && <div className="mt-1 text-muted">{intro}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface CardProps {
  title?: ReactNode;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

export function Card({ title, aside, className, children }: CardProps) {
  return (
    <section
      className={classNames('rounded-lg border border-line bg-surface shadow-low', className)}
    >
      {title && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
          <h2 className="font-semibold">{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  text?: string;
  action?: ReactNode;
}

export function EmptyState({ icon, title, text, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-14 text-center">
      <div className="text-muted">{icon}</div>
      <p className="text-base font-semibold">{title}</p>
      {text && <p className="max-w-md text-muted">{text}</p>}
      {action}
    </div>
  );
}

/** Grey bars in the shape of what is to come. */
export function Skeleton({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('common.loading')} className="flex flex-col gap-3 p-4">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="h-5 animate-pulse rounded bg-sunken odd:w-11/12 even:w-4/5" />
      ))}
    </div>
  );
}

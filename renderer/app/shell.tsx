import { useRef } from 'react';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useChanges, useRead } from '../lib/queries/index.ts';
import { Account } from './account.tsx';
import { LanguageChoice, ThemeChoice } from '../components/choices.tsx';
import { ConnectionBar, ConnectionMark } from './connection.tsx';
import { rail } from './rail.ts';
import { Logo } from '../components/logo.tsx';

function RailEntry({ to, icon: Icon, text: key }: (typeof rail)[number]) {
  const { t } = useTranslation();
  const text = t(key);
  return (
    <li>
      <Link
        to={to}
        title={text}
        className="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 font-medium text-muted transition-colors hover:bg-sunken hover:text-text"
        activeProps={{ className: 'bg-accent-soft text-accent!' }}
      >
        <Icon aria-hidden className="size-4 shrink-0" />
        <span className="max-lg:sr-only">{text}</span>
      </Link>
    </li>
  );
}

/** The frame of every screen: navigation, header, state of the connection. */
export function Shell() {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  const info = useRead('app.info', {});
  useChanges();
  return (
    <div className="flex h-full">
      <button
        type="button"
        className="sr-only z-10 rounded-md bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
        onClick={() => main.current?.focus()}
      >
        {t('app.skip')}
      </button>
      <nav
        aria-label={t('app.navigation')}
        className="flex w-14 shrink-0 flex-col border-r border-line bg-surface lg:w-52"
      >
        <div className="flex h-13 items-center gap-2.5 px-3.5 font-semibold tracking-tight">
          <Logo className="size-7 shrink-0" />
          <span className="max-lg:sr-only">{t('app.name')}</span>
        </div>
        <ul className="flex flex-col gap-0.5 p-2">
          {rail.map((entry) => (
            <RailEntry key={entry.to} {...entry} />
          ))}
        </ul>
        {info.data && (
          <div className="mt-auto flex flex-col gap-1 p-3.5 text-xs text-muted max-lg:sr-only">
            <p>{t(`app.vault.${info.data.vault}`)}</p>
            <p>{t('app.version', { version: info.data.version })}</p>
          </div>
        )}
      </nav>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-13 shrink-0 items-center justify-end gap-3 border-b border-line bg-surface px-4">
          <div className="mr-auto flex items-center">
            <ConnectionMark />
          </div>
          <ThemeChoice />
          <LanguageChoice />
          <Account info={info.data} />
        </header>
        <ConnectionBar />
        <main ref={main} tabIndex={-1} className="flex-1 overflow-y-auto p-4 outline-none lg:p-6">
          <Outlet />
        </main>
      </div>
    </div>
  );
}

import { useEffect, useState } from 'react';
import { CloudOff, Plug, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { useControlPlane, type ConnectionState } from '../lib/control-plane.ts';
import { classNames } from '../lib/format.ts';
import { useConnectionState } from '../lib/queries/index.ts';

const GRACE_MS = 800;

/** Connecting is shown only when it takes longer than a blink. */
function useSettledState(): ConnectionState {
  const state = useConnectionState();
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (state !== 'connecting') return;
    const timer = setTimeout(() => setLate(true), GRACE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return state === 'connecting' && !late ? 'open' : state;
}

/** The small mark in the header. */
export function ConnectionMark() {
  const { t } = useTranslation();
  const state = useSettledState();
  const Icon = state === 'open' ? Plug : CloudOff;
  const text = state === 'open' || state === 'connecting' ? state : 'lost';
  return (
    <span
      role="status"
      className={classNames(
        'inline-flex items-center gap-1.5 text-xs',
        state === 'open' ? 'text-muted' : 'font-medium text-warn',
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {t(`connection.states.${text}`)}
    </span>
  );
}

/** The bar over the content while nothing gets through. */
export function ConnectionBar() {
  const { t } = useTranslation();
  const { connection } = useControlPlane();
  if (useSettledState() !== 'lost') return null;
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-warn/40 bg-warn-soft px-4 py-2 text-sm text-warn lg:px-6"
    >
      <RefreshCw aria-hidden className="size-4 animate-spin" />
      <strong className="font-semibold">{t('connection.states.lost')}</strong>
      <span className="text-text">{t('connection.lostDetail')}</span>
      <Button className="ml-auto" onClick={() => connection.retryNow()}>
        {t('connection.retry')}
      </Button>
    </div>
  );
}

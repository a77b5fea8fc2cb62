import { CircleUser, LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProcedureOutput } from '../../shared/contract/rpc.ts';
import { IconButton } from '../components/button.tsx';
import { useControlPlane } from '../lib/control-plane.ts';

/** Who is signed in, and the way out where there is one. */
export function Account({ info }: { info: ProcedureOutput<'app.info'> | undefined }) {
  const { t } = useTranslation();
  const { signOut } = useControlPlane();
  return (
    <div className="flex items-center gap-1">
      {info && (
        <p className="flex items-center gap-1.5 text-xs text-muted">
          <CircleUser aria-hidden className="size-4" />
          <span className="sr-only">{t('app.signedInAs')}</span>
          <span className="max-w-32 truncate">{info.user.name}</span>
        </p>
      )}
      {signOut && (
        <IconButton label={t('app.signOut')} onClick={() => void signOut()}>
          <LogOut aria-hidden className="size-4" />
        </IconButton>
      )}
    </div>
  );
}

import type { ReactNode } from 'react';
import { useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/page.tsx';
import { SwitchField, TextField } from '../../forms/fields.tsx';
import { LoginFields } from '../../forms/login-fields.tsx';
import type { MachinesInput } from './machines.ts';

/**
 * The login, once for all machines or with each of them, and what is done about hosts that are not
 * known or not free.
 * @param hostKeys the form's own choice about host keys; a cluster that stands has made it
 */
export function LoginSection({ hostKeys }: { hostKeys?: ReactNode }) {
  const { t } = useTranslation();
  const sameLogin = useWatch<MachinesInput, 'sameLogin'>({ name: 'sameLogin' });
  return (
    <Card title={t('machines.login')}>
      <div className="flex flex-col gap-4 p-4">
        <SwitchField<MachinesInput>
          path="sameLogin"
          label={t('machines.sameLogin')}
          hint={t('machines.sameLoginHint')}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          {sameLogin && (
            <>
              <TextField<MachinesInput>
                path="login.sshUser"
                label={t('login.user')}
                placeholder="root"
              />
              <LoginFields path="login" />
            </>
          )}
          {hostKeys}
        </div>
        <SwitchField<MachinesInput>
          path="takeOver"
          label={t('machines.takeOver')}
          warning={t('machines.takeOverWarning')}
        />
      </div>
    </Card>
  );
}

import { useRef, useState } from 'react';
import { KeyRound } from 'lucide-react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { ChoiceField, fieldId, LongTextField, SecretField } from './fields.tsx';
import { loginMethods } from './login.ts';

interface LoginFieldsProps {
  /** where the login is in its form */
  path: string;
  /** the accessible name of a control, from its label: tells many alike apart */
  name?: (label: string) => string;
  /** a jump host needs no root */
  withSudo?: boolean;
}

function KeyFile({ path }: { path: string }) {
  const { t } = useTranslation();
  const { setValue, setFocus } = useFormContext();
  const chooser = useRef<HTMLInputElement>(null);
  const [loaded, setLoaded] = useState('');
  const target = `${path}.privateKey`;

  async function read(file: File | undefined): Promise<void> {
    if (!file) return;
    setValue(target, await file.text(), { shouldDirty: true });
    setLoaded(file.name);
    setFocus(target);
  }

  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button onClick={() => chooser.current?.click()}>
        <KeyRound aria-hidden className="size-4" />
        {t('login.chooseKeyFile')}
      </Button>
      <input
        ref={chooser}
        type="file"
        className="hidden"
        aria-label={t('login.chooseKeyFile')}
        data-testid={`${fieldId(path)}-file`}
        onChange={(event) => {
          void read(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <span role="status" className="text-xs text-muted">
        {loaded && t('login.keyLoaded', { name: loaded })}
      </span>
    </div>
  );
}

/** How one logs in: method and what it needs. */
export function LoginFields({ path, name, withSudo = true }: LoginFieldsProps) {
  const { t } = useTranslation();
  const method: unknown = useWatch({ name: `${path}.method` });
  return (
    <>
      <ChoiceField
        path={`${path}.method`}
        label={t('login.method')}
        name={name?.(t('login.method'))}
        options={loginMethods.map((value) => ({ value, text: t(`login.methods.${value}`) }))}
        {...(method === 'agent' && { hint: t('login.agentHint') })}
      />
      {method === 'key' && (
        <>
          <div className="col-span-full flex flex-col gap-2">
            <LongTextField
              path={`${path}.privateKey`}
              label={t('login.privateKey')}
              name={name?.(t('login.privateKey'))}
              hint={t('login.privateKeyHint')}
              rows={4}
              inputClassName="text-secret"
              placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
            />
            <KeyFile path={path} />
          </div>
          <SecretField
            path={`${path}.passphrase`}
            label={t('login.passphrase')}
            name={name?.(t('login.passphrase'))}
          />
        </>
      )}
      {method === 'password' && (
        <SecretField
          path={`${path}.password`}
          label={t('login.password')}
          name={name?.(t('login.password'))}
        />
      )}
      {withSudo && (
        <SecretField
          path={`${path}.sudoPassword`}
          label={t('login.sudoPassword')}
          name={name?.(t('login.sudoPassword'))}
          hint={t('login.sudoHint')}
        />
      )}
    </>
  );
}

import { useRef, useState } from 'react';
import { KeyRound } from 'lucide-react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ChoiceField, fieldId, LongTextField, SecretField } from './form-fields.tsx';
import { loginMethods, type MachinesInput } from './machines.ts';

export type LoginPath = 'login' | `nodes.${number}.login` | `nodes.${number}.jump.login`;

interface LoginFieldsProps {
  path: LoginPath;
  /** the accessible name of a control, from its label: tells many alike apart */
  name?: (label: string) => string;
  /** a jump host needs no root */
  withSudo?: boolean;
}

function KeyFile({ path }: { path: LoginPath }) {
  const { t } = useTranslation();
  const { setValue, setFocus } = useFormContext<MachinesInput>();
  const chooser = useRef<HTMLInputElement>(null);
  const [loaded, setLoaded] = useState('');
  const target = `${path}.privateKey` as const;

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
        {t('create.chooseKeyFile')}
      </Button>
      <input
        ref={chooser}
        type="file"
        className="hidden"
        aria-label={t('create.chooseKeyFile')}
        data-testid={`${fieldId(path)}-file`}
        onChange={(event) => {
          void read(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <span role="status" className="text-xs text-muted">
        {loaded && t('create.keyLoaded', { name: loaded })}
      </span>
    </div>
  );
}

/** How one logs in: method and what it needs. */
export function LoginFields({ path, name, withSudo = true }: LoginFieldsProps) {
  const { t } = useTranslation();
  const method = useWatch<MachinesInput, `${LoginPath}.method`>({ name: `${path}.method` });
  return (
    <>
      <ChoiceField
        path={`${path}.method`}
        label={t('create.method')}
        name={name?.(t('create.method'))}
        options={loginMethods.map((value) => ({ value, text: t(`create.methods.${value}`) }))}
        {...(method === 'agent' && { hint: t('create.agentHint') })}
      />
      {method === 'key' && (
        <>
          <div className="col-span-full flex flex-col gap-2">
            <LongTextField
              path={`${path}.privateKey`}
              label={t('create.privateKey')}
              name={name?.(t('create.privateKey'))}
              hint={t('create.privateKeyHint')}
              rows={4}
              inputClassName="text-secret"
              placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
            />
            <KeyFile path={path} />
          </div>
          <SecretField
            path={`${path}.passphrase`}
            label={t('create.passphrase')}
            name={name?.(t('create.passphrase'))}
          />
        </>
      )}
      {method === 'password' && (
        <SecretField
          path={`${path}.password`}
          label={t('create.password')}
          name={name?.(t('create.password'))}
        />
      )}
      {withSudo && (
        <SecretField
          path={`${path}.sudoPassword`}
          label={t('create.sudoPassword')}
          name={name?.(t('create.sudoPassword'))}
          hint={t('create.sudoHint')}
        />
      )}
    </>
  );
}

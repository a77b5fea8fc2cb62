import { useFormContext, useWatch } from 'react-hook-form';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { createCategories, hostKeyPolicies, stackNames } from '../../../shared/contract/cluster.ts';
import { Card } from '../../components/page.tsx';
import { CardChoice, ChoiceField, SwitchField, TextField } from './form-fields.tsx';
import { LoginFields } from './login-fields.tsx';
import { startingNodes, type FormInput } from './schema.ts';

/** While no address is typed yet, the rows follow the category. */
function useRowsOfCategory(): void {
  const { getValues, setValue } = useFormContext<FormInput>();
  const category = useWatch<FormInput, 'createCategory'>({ name: 'createCategory' });
  const before = useRef(category);
  useEffect(() => {
    if (before.current === category) return;
    before.current = category;
    const untouched = getValues('nodes').every((node) => node.ip.trim() === '');
    if (untouched) setValue('nodes', startingNodes(category));
  }, [category, getValues, setValue]);
}

/** Name, category and stack. */
export function ClusterSection() {
  const { t } = useTranslation();
  useRowsOfCategory();
  return (
    <Card title={t('create.cluster')}>
      <div className="flex flex-col gap-4 p-4">
        <TextField
          path="name"
          label={t('create.name')}
          hint={t('create.nameHint')}
          className="max-w-sm"
          required
        />
        <CardChoice
          path="createCategory"
          label={t('create.category')}
          options={createCategories.map((value) => ({
            value,
            title: t(`create.categories.${value}.title`),
            text: t(`create.categories.${value}.text`),
          }))}
        />
        <CardChoice
          path="stack"
          label={t('create.stack')}
          options={stackNames.toReversed().map((value) => ({
            value,
            title: t(`create.stacks.${value}.title`),
            text: t(`create.stacks.${value}.text`),
            disabled: value === 'dcos',
          }))}
        />
      </div>
    </Card>
  );
}

/** The login, once for all machines or with each of them, and how host keys are met. */
export function LoginSection() {
  const { t } = useTranslation();
  const sameLogin = useWatch<FormInput, 'sameLogin'>({ name: 'sameLogin' });
  return (
    <Card title={t('create.login')}>
      <div className="flex flex-col gap-4 p-4">
        <SwitchField
          path="sameLogin"
          label={t('create.sameLogin')}
          hint={t('create.sameLoginHint')}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          {sameLogin && (
            <>
              <TextField path="login.sshUser" label={t('create.user')} placeholder="root" />
              <LoginFields path="login" />
            </>
          )}
          <ChoiceField
            path="hostKeyPolicy"
            label={t('create.policy')}
            className="sm:col-start-1"
            options={hostKeyPolicies
              .toReversed()
              .map((value) => ({ value, text: t(`create.policies.${value}`) }))}
          />
        </div>
      </div>
    </Card>
  );
}

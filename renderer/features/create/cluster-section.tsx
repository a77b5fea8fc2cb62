import { useFormContext, useWatch } from 'react-hook-form';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { createCategories, hostKeyPolicies, stackNames } from '../../../shared/contract/cluster.ts';
import { Card } from '../../components/page.tsx';
import { CardChoice, ChoiceField, TextField } from '../../forms/fields.tsx';
import { emptyNode } from '../machines/index.ts';
import { startingRoles, type FormInput } from './schema.ts';

/** While no address is typed yet, the rows follow the category. */
function useRowsOfCategory(): void {
  const { getValues, setValue } = useFormContext<FormInput>();
  const category = useWatch<FormInput, 'createCategory'>({ name: 'createCategory' });
  const before = useRef(category);
  useEffect(() => {
    if (before.current === category) return;
    before.current = category;
    const untouched = getValues('nodes').every((node) => node.ip.trim() === '');
    if (untouched)
      setValue(
        'nodes',
        startingRoles(category).map((role) => emptyNode(role)),
      );
  }, [category, getValues, setValue]);
}

/** Name, category and stack. */
export function ClusterSection() {
  const { t } = useTranslation();
  useRowsOfCategory();
  return (
    <Card title={t('create.cluster')}>
      <div className="flex flex-col gap-4 p-4">
        <TextField<FormInput>
          path="name"
          label={t('create.name')}
          hint={t('create.nameHint')}
          className="max-w-sm"
          required
        />
        <CardChoice<FormInput>
          path="createCategory"
          label={t('create.category')}
          options={createCategories.map((value) => ({
            value,
            title: t(`create.categories.${value}.title`),
            text: t(`create.categories.${value}.text`),
          }))}
        />
        <CardChoice<FormInput>
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

/** How hosts that are met for the first time are trusted. */
export function HostKeyPolicyField() {
  const { t } = useTranslation();
  return (
    <ChoiceField<FormInput>
      path="hostKeyPolicy"
      label={t('create.policy')}
      className="sm:col-start-1"
      options={hostKeyPolicies
        .toReversed()
        .map((value) => ({ value, text: t(`create.policies.${value}`) }))}
    />
  );
}

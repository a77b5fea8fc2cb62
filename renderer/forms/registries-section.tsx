import { Plus, Trash2 } from 'lucide-react';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../components/button.tsx';
import { Card } from '../components/page.tsx';
import { ChoiceField, LongTextField, SecretField, TextField } from './fields.tsx';
import { emptyRegistry, trusts, type RegistriesInput } from './registries.ts';

function RegistryRow({ index, onRemove }: { index: number; onRemove: () => void }) {
  const { t } = useTranslation();
  const path = `registries.${index}` as const;
  const trust = useWatch<RegistriesInput, `registries.${number}.trust`>({ name: `${path}.trust` });
  const n = index + 1;
  const name = (label: string) => t('registries.ofRegistry', { label, n });
  return (
    <li className="flex items-start gap-2 p-4">
      <div className="grid flex-1 gap-3 sm:grid-cols-2 xl:grid-cols-3">
        <TextField<RegistriesInput>
          path={`${path}.registry`}
          label={t('registries.address')}
          name={name(t('registries.address'))}
          placeholder="registry.example.com:5000"
        />
        <TextField<RegistriesInput>
          path={`${path}.name`}
          label={t('registries.name')}
          name={name(t('registries.name'))}
        />
        <ChoiceField<RegistriesInput>
          path={`${path}.trust`}
          label={t('registries.trustLabel')}
          name={name(t('registries.trustLabel'))}
          options={trusts.map((value) => ({ value, text: t(`registries.trust.${value}`) }))}
        />
        {trust === 'ca' && (
          <LongTextField<RegistriesInput>
            path={`${path}.caText`}
            label={t('registries.caText')}
            name={name(t('registries.caText'))}
            className="col-span-full"
            rows={4}
            placeholder="-----BEGIN CERTIFICATE-----"
          />
        )}
        <TextField<RegistriesInput>
          path={`${path}.username`}
          label={t('registries.user')}
          name={name(t('registries.user'))}
        />
        <SecretField<RegistriesInput>
          path={`${path}.password`}
          label={t('registries.password')}
          name={name(t('registries.password'))}
        />
      </div>
      <IconButton label={t('registries.remove', { n })} variant="danger-quiet" onClick={onRemove}>
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
    </li>
  );
}

/** Image registries of the cluster; most have none. */
export function RegistriesSection() {
  const { t } = useTranslation();
  const { control } = useFormContext<RegistriesInput>();
  const { fields, append, remove } = useFieldArray({ control, name: 'registries' });
  return (
    <Card
      title={t('registries.title')}
      aside={
        <Button onClick={() => append(emptyRegistry())}>
          <Plus aria-hidden className="size-4" />
          {t('registries.add')}
        </Button>
      }
    >
      {fields.length === 0 && <p className="px-4 py-3 text-muted">{t('registries.hint')}</p>}
      <ul className="divide-y divide-line">
        {fields.map((field, index) => (
          <RegistryRow key={field.id} index={index} onRemove={() => remove(index)} />
        ))}
      </ul>
    </Card>
  );
}

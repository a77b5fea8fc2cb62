import { Plus, Trash2 } from 'lucide-react';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../components/button.tsx';
import { Card } from '../../components/page.tsx';
import { ChoiceField, LongTextField, SecretField, TextField } from './form-fields.tsx';
import { emptyRegistry, trusts, type FormInput } from './schema.ts';

function RegistryRow({ index, onRemove }: { index: number; onRemove: () => void }) {
  const { t } = useTranslation();
  const path = `registries.${index}` as const;
  const trust = useWatch<FormInput, `registries.${number}.trust`>({ name: `${path}.trust` });
  const n = index + 1;
  const name = (label: string) => t('create.ofRegistry', { label, n });
  return (
    <li className="flex items-start gap-2 p-4">
      <div className="grid flex-1 gap-3 sm:grid-cols-2 xl:grid-cols-3">
        <TextField
          path={`${path}.registry`}
          label={t('create.registryAddress')}
          name={name(t('create.registryAddress'))}
          placeholder="registry.example.com:5000"
        />
        <TextField
          path={`${path}.name`}
          label={t('create.registryName')}
          name={name(t('create.registryName'))}
        />
        <ChoiceField
          path={`${path}.trust`}
          label={t('create.registryTrust')}
          name={name(t('create.registryTrust'))}
          options={trusts.map((value) => ({ value, text: t(`create.trust.${value}`) }))}
        />
        {trust === 'ca' && (
          <LongTextField
            path={`${path}.caText`}
            label={t('create.caText')}
            name={name(t('create.caText'))}
            className="col-span-full"
            rows={4}
            placeholder="-----BEGIN CERTIFICATE-----"
          />
        )}
        <TextField
          path={`${path}.username`}
          label={t('create.registryUser')}
          name={name(t('create.registryUser'))}
        />
        <SecretField
          path={`${path}.password`}
          label={t('create.registryPassword')}
          name={name(t('create.registryPassword'))}
        />
      </div>
      <IconButton label={t('create.removeRegistry', { n })} look="danger-quiet" onClick={onRemove}>
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
    </li>
  );
}

/** Image registries of the cluster; most have none. */
export function RegistriesSection() {
  const { t } = useTranslation();
  const { control } = useFormContext<FormInput>();
  const { fields, append, remove } = useFieldArray({ control, name: 'registries' });
  return (
    <Card
      title={t('create.registries')}
      aside={
        <Button onClick={() => append(emptyRegistry())}>
          <Plus aria-hidden className="size-4" />
          {t('create.addRegistry')}
        </Button>
      }
    >
      {fields.length === 0 && <p className="px-4 py-3 text-muted">{t('create.registriesHint')}</p>}
      <ul className="divide-y divide-line">
        {fields.map((field, index) => (
          <RegistryRow key={field.id} index={index} onRemove={() => remove(index)} />
        ))}
      </ul>
    </Card>
  );
}

import { zodResolver } from '@hookform/resolvers/zod';
import { Rocket } from 'lucide-react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { hostRoles } from '../../../shared/contract/host.ts';
import { RegistriesSection } from '../../forms/registries-section.tsx';
import { issueMessage } from '../../i18n/field-text.ts';
import { useCall } from '../../lib/queries/index.ts';
import { LoginSection, NodesSection } from '../machines/index.ts';
import { onSubmitOnly, PlanForm } from '../plan/index.ts';
import { ClusterSection, HostKeyPolicyField } from './cluster-section.tsx';
import { createLabel } from './labels.ts';
import { formPath, toRequest } from './request.ts';
import { emptyForm, formSchema, type FormInput, type FormOutput } from './schema.ts';

const resolver = zodResolver(formSchema, { error: issueMessage, jitless: true });

/** A new cluster: what it is to be, then its plan, then the operation that builds it. */
export function CreatePage() {
  const { t } = useTranslation();
  const form = useForm<FormInput, unknown, FormOutput>({
    ...onSubmitOnly,
    resolver,
    defaultValues: emptyForm(),
  });
  const planning = useCall('clusters.plan');
  const creating = useCall('clusters.create');

  return (
    <PlanForm
      form={form}
      planning={planning}
      check={(values) => planning.run(toRequest(values))}
      starting={creating}
      start={(values) => creating.run(toRequest(values))}
      pathOf={formPath}
      labelOf={createLabel}
      texts={{
        title: t('create.title'),
        intro: t('create.intro'),
        plan: t('create.plan', { name: form.getValues('name') }),
        step: t('create.step'),
        submit: t('create.submit'),
        leaveTitle: t('create.leaveTitle'),
      }}
      submitIcon={<Rocket aria-hidden className="size-4" />}
    >
      <ClusterSection />
      <LoginSection hostKeys={<HostKeyPolicyField />} />
      <NodesSection roles={hostRoles} hint={t('create.rolesHint')} label={t('create.nodesTable')} />
      <RegistriesSection />
    </PlanForm>
  );
}

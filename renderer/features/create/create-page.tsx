import { zodResolver } from '@hookform/resolvers/zod';
import { Rocket } from 'lucide-react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { nameIssue } from '../../i18n/field-text.ts';
import { useCall } from '../../lib/use-call.ts';
import { ClusterSection, HostKeyPolicyField } from './cluster-section.tsx';
import { LoginSection } from './login-section.tsx';
import { roles } from './machines.ts';
import { NodesSection } from './nodes-section.tsx';
import { onSubmitOnly, PlanForm } from './plan-form.tsx';
import { RegistriesSection } from './registries-section.tsx';
import { formPath, toRequest } from './request.ts';
import { emptyForm, formSchema, type FormInput, type FormOutput } from './schema.ts';

const resolver = zodResolver(formSchema, { error: nameIssue, jitless: true });

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
      texts={{
        title: t('create.title'),
        intro: t('create.intro'),
        plan: t('create.plan.title', { name: form.getValues('name') }),
        step: t('create.steps.run'),
        submit: t('create.plan.submit'),
        leaveTitle: t('create.leaveTitle'),
      }}
      submitIcon={<Rocket aria-hidden className="size-4" />}
    >
      <ClusterSection />
      <LoginSection hostKeys={<HostKeyPolicyField />} />
      <NodesSection roles={roles} hint={t('create.rolesHint')} label={t('create.nodesTable')} />
      <RegistriesSection />
    </PlanForm>
  );
}

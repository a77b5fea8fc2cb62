import { useEffect, useRef, useState } from 'react';
import { zodResolver } from '@hookform/resolvers/zod';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { ArrowLeft, ClipboardCheck, RefreshCw, Rocket } from 'lucide-react';
import { FormProvider, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../shared/contract/errors.ts';
import type { Plan } from '../../../shared/contract/operation.ts';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { nameIssue } from '../../i18n/field-text.ts';
import { useCall } from '../../lib/use-call.ts';
import { ClusterSection, LoginSection } from './cluster-section.tsx';
import { ErrorSummary } from './error-summary.tsx';
import { ServerErrorsContext } from './form-fields.tsx';
import { NodesSection } from './nodes-section.tsx';
import { PlanView } from './plan-view.tsx';
import { RegistriesSection } from './registries-section.tsx';
import { toRequest } from './request.ts';
import { emptyForm, formSchema, type FormInput, type FormOutput } from './schema.ts';
import { noErrors, placeErrors, without } from './server-errors.ts';
import { Steps } from './steps.tsx';

const resolver = zodResolver(formSchema, { error: nameIssue, jitless: true });

/** Describe, look at the plan, create: one form that keeps what was typed until it is done. */
export function CreatePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm<FormInput, unknown, FormOutput>({
    resolver,
    defaultValues: emptyForm(),
    mode: 'onSubmit',
    reValidateMode: 'onSubmit',
    shouldFocusError: false,
  });
  const planning = useCall('clusters.plan');
  const creating = useCall('clusters.create');
  const [plan, setPlan] = useState<Plan | null>(null);
  const [serverErrors, setServerErrors] = useState(noErrors);
  const [attempt, setAttempt] = useState(0);
  const top = useRef<HTMLDivElement>(null);

  const { subscribe, trigger } = form;
  useEffect(
    () =>
      subscribe({
        formState: { values: true },
        callback: ({ name, isSubmitted }) => {
          if (name) setServerErrors((before) => without(before, name));
          // after a refusal each keystroke shows at once what it has mended
          if (isSubmitted) void trigger();
        },
      }),
    [subscribe, trigger],
  );

  const { isDirty } = form.formState;
  const blocker = useBlocker({
    shouldBlockFn: () => isDirty,
    // Electron would refuse to close the window without a word
    enableBeforeUnload: () => isDirty && window.controlPlane === undefined,
    withResolver: true,
  });
  function toTop(): void {
    top.current?.focus({ preventScroll: true });
    top.current?.closest('main')?.scrollTo({ top: 0 });
  }

  function refused(problem: Problem): void {
    const placed = placeErrors(form.getValues(), problem);
    if (!placed) return;
    setServerErrors(placed);
    setPlan(null);
    planning.clear();
    creating.clear();
    setAttempt((before) => before + 1);
  }

  async function check(values: FormOutput): Promise<void> {
    setServerErrors(noErrors);
    creating.clear();
    const answer = await planning.run(toRequest(values));
    if ('problem' in answer) return refused(answer.problem);
    setPlan(answer.data);
    toTop();
  }

  async function create(values: FormOutput): Promise<void> {
    const answer = await creating.run(toRequest(values));
    if ('problem' in answer) return refused(answer.problem);
    // the logins were in the form for the request alone
    form.reset(emptyForm());
    setPlan(null);
    await navigate({
      to: '/operations/$id',
      params: { id: answer.data.operationId },
      ignoreBlocker: true,
    });
  }

  const problem = creating.problem ?? planning.problem;
  return (
    <FormProvider {...form}>
      <ServerErrorsContext value={serverErrors}>
        <Page
          narrow
          title={
            plan ? t('create.plan.title', { name: form.getValues('name') }) : t('create.title')
          }
          intro={!plan && t('create.intro')}
        >
          <div ref={top} tabIndex={-1} className="outline-none">
            <Steps current={plan ? 'plan' : 'form'} />
          </div>
          {problem && (
            <div role="alert">
              <ProblemCard problem={problem} />
            </div>
          )}
          <form
            noValidate
            hidden={plan !== null}
            onSubmit={(event) =>
              void form.handleSubmit(check, () => setAttempt((before) => before + 1))(event)
            }
            className={plan ? 'hidden' : 'flex flex-col gap-5'}
          >
            <ErrorSummary attempt={attempt} />
            <ClusterSection />
            <LoginSection />
            <NodesSection />
            <RegistriesSection />
            <div className="flex flex-wrap items-center justify-end gap-4">
              <p role="status" className="text-sm text-muted">
                {planning.busy && t('create.checkingText')}
              </p>
              <Button type="submit" look="primary" busy={planning.busy} className="min-h-9 px-4">
                {!planning.busy && <ClipboardCheck aria-hidden className="size-4" />}
                {planning.busy ? t('create.checking') : t('create.submit')}
              </Button>
            </div>
          </form>
          {plan && (
            <>
              <PlanView plan={plan} />
              <div className="flex flex-wrap justify-end gap-2">
                <Button className="mr-auto" onClick={() => setPlan(null)}>
                  <ArrowLeft aria-hidden className="size-4" />
                  {t('create.plan.edit')}
                </Button>
                <Button busy={planning.busy} onClick={() => void form.handleSubmit(check)()}>
                  {!planning.busy && <RefreshCw aria-hidden className="size-4" />}
                  {t('create.plan.again')}
                </Button>
                <Button
                  look="primary"
                  disabled={plan.errors > 0}
                  busy={creating.busy}
                  onClick={() => void form.handleSubmit(create)()}
                >
                  {!creating.busy && <Rocket aria-hidden className="size-4" />}
                  {creating.busy ? t('create.plan.creating') : t('create.plan.submit')}
                </Button>
              </div>
            </>
          )}
          <Confirm
            open={blocker.status === 'blocked'}
            onClose={() => blocker.reset?.()}
            title={t('create.leaveTitle')}
            text={t('create.leaveText')}
            confirm={t('create.leave')}
            cancel={t('create.stay')}
            look="danger"
            onConfirm={() => blocker.proceed?.()}
          />
        </Page>
      </ServerErrorsContext>
    </FormProvider>
  );
}

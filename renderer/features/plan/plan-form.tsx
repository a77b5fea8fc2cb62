import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { ArrowLeft, ClipboardCheck, RefreshCw } from 'lucide-react';
import { FormProvider, type FieldValues, type UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../shared/contract/errors.ts';
import type { Plan } from '../../../shared/contract/operation.ts';
import type { ProcedureName } from '../../../shared/contract/rpc.ts';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import type { Call } from '../../lib/queries/index.ts';
import { ErrorSummary } from '../../forms/error-summary.tsx';
import { ServerErrorsContext } from '../../forms/fields.tsx';
import type { LabelOf } from '../../forms/labels.ts';
import { noServerErrors, placeErrors, withoutField } from '../../forms/server-errors.ts';
import { PlanView } from './plan-view.tsx';
import { Steps } from './steps.tsx';

/** Errors are told when the form is sent; PlanForm shows then at once what has been mended. */
export const onSubmitOnly = {
  mode: 'onSubmit',
  reValidateMode: 'onSubmit',
  shouldFocusError: false,
} as const;

type Answer<T> = Promise<{ data: T } | { problem: Problem }>;
type CallState = Pick<Call<ProcedureName>, 'busy' | 'problem' | 'clear'>;

interface PlanFormProps<Input extends FieldValues, Output> {
  form: UseFormReturn<Input, unknown, Output>;
  planning: CallState;
  /** asks what would be done */
  check: (values: Output) => Answer<Plan>;
  starting: CallState;
  /** begins the work */
  start: (values: Output) => Answer<{ operationId: string }>;
  /** where the form shows an error of a field of the request */
  pathOf: (values: Input, field: string) => string | null;
  /** the names of the form's fields */
  labelOf: LabelOf;
  texts: {
    title: string;
    intro: string;
    /** heading of the plan */
    plan: string;
    /** the last of the steps */
    step: string;
    submit: string;
    leaveTitle: string;
  };
  submitIcon: ReactNode;
  /** stands above the form and the plan */
  notice?: ReactNode;
  /** the form's sections */
  children: ReactNode;
}

/**
 * Describe, look at the plan, begin: one form that keeps what was typed until it is done, with what
 * the control plane refuses at its fields. Leads to the live operation.
 */
export function PlanForm<Input extends FieldValues, Output>({
  form,
  planning,
  check,
  starting,
  start,
  pathOf,
  labelOf,
  texts,
  submitIcon,
  notice,
  children,
}: PlanFormProps<Input, Output>) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [plan, setPlan] = useState<Plan | null>(null);
  const [serverErrors, setServerErrors] = useState(noServerErrors);
  const [attempt, setAttempt] = useState(0);
  const top = useRef<HTMLDivElement>(null);

  const { subscribe, trigger } = form;
  useEffect(
    () =>
      subscribe({
        formState: { values: true },
        callback: ({ name, isSubmitted }) => {
          if (name) setServerErrors((before) => withoutField(before, name));
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

  function showErrors(problem: Problem): void {
    const placed = placeErrors(problem, (field) => pathOf(form.getValues(), field));
    if (!placed) return;
    setServerErrors(placed);
    setPlan(null);
    planning.clear();
    starting.clear();
    setAttempt((before) => before + 1);
  }

  async function showPlan(values: Output): Promise<void> {
    setServerErrors(noServerErrors);
    starting.clear();
    const answer = await check(values);
    if ('problem' in answer) return showErrors(answer.problem);
    setPlan(answer.data);
    toTop();
  }

  async function submit(values: Output): Promise<void> {
    const answer = await start(values);
    if ('problem' in answer) return showErrors(answer.problem);
    // the logins were in the form for the request alone
    form.reset();
    setPlan(null);
    await navigate({
      to: '/operations/$id',
      params: { id: answer.data.operationId },
      ignoreBlocker: true,
    });
  }

  const problem = starting.problem ?? planning.problem;
  return (
    <FormProvider {...form}>
      <ServerErrorsContext value={serverErrors}>
        <Page narrow title={plan ? texts.plan : texts.title} intro={!plan && texts.intro}>
          <div ref={top} tabIndex={-1} className="outline-none">
            <Steps current={plan ? 'plan' : 'form'} run={texts.step} />
          </div>
          {notice}
          {problem && (
            <div role="alert">
              <ProblemCard problem={problem} />
            </div>
          )}
          <form
            noValidate
            hidden={plan !== null}
            onSubmit={(event) =>
              void form.handleSubmit(showPlan, () => setAttempt((before) => before + 1))(event)
            }
            className={plan ? 'hidden' : 'flex flex-col gap-5'}
          >
            <ErrorSummary attempt={attempt} labelOf={labelOf} />
            {children}
            <div className="flex flex-wrap items-center justify-end gap-4">
              <p role="status" className="text-sm text-muted">
                {planning.busy && t('plan.checkingText')}
              </p>
              <Button type="submit" variant="primary" busy={planning.busy} className="min-h-9 px-4">
                {!planning.busy && <ClipboardCheck aria-hidden className="size-4" />}
                {planning.busy ? t('plan.checking') : t('plan.submit')}
              </Button>
            </div>
          </form>
          {plan && (
            <>
              <PlanView plan={plan} />
              <div className="flex flex-wrap justify-end gap-2">
                <Button className="mr-auto" onClick={() => setPlan(null)}>
                  <ArrowLeft aria-hidden className="size-4" />
                  {t('plan.edit')}
                </Button>
                <Button busy={planning.busy} onClick={() => void form.handleSubmit(showPlan)()}>
                  {!planning.busy && <RefreshCw aria-hidden className="size-4" />}
                  {t('plan.again')}
                </Button>
                <Button
                  variant="primary"
                  disabled={plan.errors > 0}
                  busy={starting.busy}
                  onClick={() => void form.handleSubmit(submit)()}
                >
                  {!starting.busy && submitIcon}
                  {starting.busy ? t('plan.starting') : texts.submit}
                </Button>
              </div>
            </>
          )}
          <Confirm
            open={blocker.status === 'blocked'}
            onClose={() => blocker.reset?.()}
            title={texts.leaveTitle}
            text={t('plan.leaveText')}
            confirm={t('plan.leave')}
            cancel={t('plan.stay')}
            variant="danger"
            onConfirm={() => blocker.proceed?.()}
          />
        </Page>
      </ServerErrorsContext>
    </FormProvider>
  );
}

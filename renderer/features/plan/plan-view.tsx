import { CircleCheck, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../shared/contract/operation.ts';
import { Card } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { en } from '../../i18n/en/index.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { phaseTitle } from '../../i18n/phase-text.ts';

type PlanHost = Plan['hosts'][number];
type FactName = keyof typeof en.plan.fact;

function isKnownFact(name: string): name is FactName {
  return Object.hasOwn(en.plan.fact, name);
}

function Facts({ facts }: { facts: PlanHost['facts'] }) {
  const { t } = useTranslation();
  const known = Object.entries(facts).filter(([, value]) => value !== '');
  if (known.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1.5 text-xs font-medium text-muted">{t('plan.facts')}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
        {known.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{isKnownFact(name) ? t(`plan.fact.${name}`) : name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Changes({ changes }: { changes: PlanHost['changes'] }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  return (
    <section>
      <h3 className="mb-1.5 text-xs font-medium text-muted">{t('plan.changes')}</h3>
      {changes.length === 0 && <p>{t('plan.noChanges')}</p>}
      <ol className="flex list-decimal flex-col gap-1 pl-5">
        {changes.map(({ phase, change }) => (
          <li key={`${phase} ${change}`} className="break-words">
            {change} <span className="text-xs text-muted">{phaseTitle(phase, language)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function HostPlan({ host }: { host: PlanHost }) {
  const { t } = useTranslation();
  const ready = host.errors.length === 0;
  const Icon = ready ? CircleCheck : CircleX;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-x-3">
          <span className="font-mono">{host.host}</span>
          <span className="text-sm font-normal text-muted">{t(`hosts.roles.${host.role}`)}</span>
        </span>
      }
      aside={
        <span
          className={`inline-flex items-center gap-1.5 text-sm font-medium ${ready ? 'text-ok' : 'text-danger'}`}
        >
          <Icon aria-hidden className="size-4" />
          {ready ? t('plan.hostReady') : t('plan.hostBlocked')}
        </span>
      }
    >
      {!ready && (
        <div role="group" aria-label={t('plan.errors')} className="flex flex-col gap-2 px-4 pt-4">
          {host.errors.map((problem) => (
            <ProblemCard key={`${problem.code} ${problem.message}`} problem={problem} />
          ))}
        </div>
      )}
      <div className="grid gap-5 p-4 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <Facts facts={host.facts} />
        {(ready || host.changes.length > 0) && <Changes changes={host.changes} />}
      </div>
    </Card>
  );
}

/** What is there on each host, what would be done, and what stands in the way. */
export function PlanView({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const { hosts, changes, errors } = plan;
  const taken = hosts.some((host) => host.errors.some(({ code }) => code === 'HOST_TAKEN'));
  const blockedFirst = hosts.toSorted((a, b) => b.errors.length - a.errors.length);
  return (
    <>
      <div
        role="status"
        className={`rounded-lg px-4 py-3 ${errors > 0 ? 'bg-danger-soft' : 'bg-ok-soft'}`}
      >
        <p className="font-medium">{errors > 0 ? t('plan.blocked') : t('plan.ready')}</p>
        <p className="text-sm text-muted">
          {t('plan.counts', { hosts: hosts.length, changes, errors })}
        </p>
        {taken && (
          <p className="mt-1 text-sm">{t('plan.taken', { option: t('machines.takeOver') })}</p>
        )}
      </div>
      {blockedFirst.map((host) => (
        <HostPlan key={host.host} host={host} />
      ))}
    </>
  );
}

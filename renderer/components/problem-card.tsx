import { Link } from '@tanstack/react-router';
import { CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/contract/errors.ts';
import { currentLanguage } from '../i18n/index.ts';
import { phaseTitle } from '../i18n/phase-text.ts';
import { problemFix, problemTitle } from '../i18n/problem-text.ts';
import { classNames } from '../lib/format.ts';

/** An error as the operator needs it: what, where, why, and what to do. */
export function ProblemCard({ problem, className }: { problem: Problem; className?: string }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { host, cause, code } = problem;
  const step = problem.step && phaseTitle(problem.step, language);
  return (
    <article
      aria-label={problemTitle(problem, language)}
      className={classNames(
        'rounded-md border border-line border-l-3 border-l-danger-solid bg-surface px-4 py-3 shadow-low',
        className,
      )}
    >
      <div className="flex items-start gap-2.5">
        <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
        <div className="min-w-0 flex-1">
          <p className="font-semibold text-danger">{problemTitle(problem, language)}</p>
          {(host ?? step) && (
            <p className="text-xs text-muted">
              {host && step && t('problem.onStep', { host, step })}
              {host && !step && t('problem.on', { host })}
              {!host && step && t('problem.step', { step })}
            </p>
          )}
          <p className="mt-1 break-words">{problem.message}</p>
          {problem.details && problem.details.length > 0 && (
            <ul className="mt-1 list-disc pl-5" aria-label={t('problem.details')}>
              {problem.details.map((detail) => (
                <li key={`${detail.field} ${detail.message}`} className="break-words">
                  <code className="font-mono text-xs">{detail.field}</code> {detail.message}
                </li>
              ))}
            </ul>
          )}
          {cause && (
            <p className="mt-2">
              <span className="font-medium">{t('problem.cause')}</span>
              <code className="mt-0.5 block overflow-x-auto rounded bg-sunken px-2 py-1 font-mono text-xs whitespace-pre-wrap">
                {cause}
              </code>
            </p>
          )}
          <p className="mt-2 break-words">
            <span className="font-medium">{t('problem.fix')}</span> {problemFix(problem, language)}
          </p>
          <Link
            to="/help/$code"
            params={{ code }}
            className="mt-2 inline-block text-accent underline underline-offset-2"
          >
            {t('problem.docs', { code })}
          </Link>
        </div>
      </div>
    </article>
  );
}

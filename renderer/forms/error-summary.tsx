import { use, useEffect, useRef } from 'react';
import { CircleAlert } from 'lucide-react';
import { useFormState } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/index.ts';
import { fieldText } from '../i18n/field-text.ts';
import { listErrors } from './error-list.ts';
import { fieldId, ServerErrorsContext } from './fields.tsx';
import type { LabelOf } from './labels.ts';

/** The control at a path; a rule that has none leads to the nearest one above it. */
function controlOf(path: string): HTMLElement | null {
  const control = document.getElementById(fieldId(path));
  if (control || !path.includes('.')) return control;
  return controlOf(path.slice(0, path.lastIndexOf('.')));
}

function focusField(path: string): void {
  const control = controlOf(path);
  control?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}

interface ErrorSummaryProps {
  /** rises with each refused submit: the summary then takes the focus */
  attempt: number;
  /** the names of the form's fields */
  labelOf: LabelOf;
}

/** All that is to be corrected, at the top, with links to the fields. */
export function ErrorSummary({ attempt, labelOf }: ErrorSummaryProps) {
  const { t } = useTranslation();
  const { errors } = useFormState();
  const server = use(ServerErrorsContext);
  const box = useRef<HTMLDivElement>(null);
  const own = listErrors(errors);
  const seen = new Set(own.map(({ path }) => path));
  const all = [
    ...own,
    ...Object.entries(server.byPath)
      .filter(([path]) => !seen.has(path))
      .map(([path, message]) => ({ path, message })),
  ];
  const count = all.length + server.rest.length;

  // the form tells its errors a moment after it has refused, so the box may come later
  const focusedAt = useRef(0);
  useEffect(() => {
    if (attempt === focusedAt.current || !box.current) return;
    focusedAt.current = attempt;
    box.current.focus();
  });

  if (count === 0) return null;
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="rounded-lg border border-danger/40 bg-danger-soft px-4 py-3"
    >
      <h2 className="flex items-center gap-2 font-semibold text-danger">
        <CircleAlert aria-hidden className="size-4" />
        {t('forms.summaryTitle', { count })}
      </h2>
      <ul className="mt-1.5 flex flex-col gap-0.5 pl-6">
        {all.map(({ path, message }) => (
          <li key={path}>
            <button
              type="button"
              className="text-left underline underline-offset-2 hover:text-danger"
              onClick={() => focusField(path)}
            >
              {labelOf(path, t)}
            </button>
            {': '}
            {fieldText(message, currentLanguage())}
          </li>
        ))}
        {server.rest.map((message) => (
          <li key={message}>
            <span className="sr-only">{t('forms.summaryOther')}: </span>
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

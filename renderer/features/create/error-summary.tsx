import { use, useEffect, useRef } from 'react';
import { CircleAlert } from 'lucide-react';
import { useFormState } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n/index.ts';
import { fieldText } from '../../i18n/field-text.ts';
import { labelOf, listErrors } from './error-list.ts';
import { fieldId, ServerErrorsContext } from './form-fields.tsx';
import type { FormInput } from './schema.ts';

/** Takes the reader to a field; the rules on numbers lead to the machines. */
function goTo(path: string): void {
  const id = path.startsWith('counts.') ? fieldId('counts') : fieldId(path);
  const control = document.getElementById(id);
  control?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}

/**
 * All that is to be corrected, at the top, with links to the fields.
 * @param attempt rises with each refused submit: the summary then takes the focus
 */
export function ErrorSummary({ attempt }: { attempt: number }) {
  const { t } = useTranslation();
  const { errors } = useFormState<FormInput>();
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
        {t('create.summaryTitle', { count })}
      </h2>
      <ul className="mt-1.5 flex flex-col gap-0.5 pl-6">
        {all.map(({ path, message }) => (
          <li key={path}>
            <button
              type="button"
              className="text-left underline underline-offset-2 hover:text-danger"
              onClick={() => goTo(path)}
            >
              {labelOf(path, t)}
            </button>
            {': '}
            {fieldText(message, currentLanguage())}
          </li>
        ))}
        {server.rest.map((message) => (
          <li key={message}>
            <span className="sr-only">{t('create.summaryOther')}: </span>
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../shared/contract/errors.ts';
import { Logo } from '../../components/logo.tsx';
import { LanguageChoice, ThemeChoice } from '../../components/choices.tsx';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { currentLanguage } from '../../i18n/index.ts';
import { problemFix, problemTitle } from '../../i18n/problem-text.ts';
import { signIn } from '../../lib/session.ts';

interface SignInProps {
  /** a session was there and is no more */
  ended: boolean;
  onSignedIn: () => void;
}

/** The card in front of the page in a browser. */
export function SignIn({ ended, onSignedIn }: SignInProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [empty, setEmpty] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const language = currentLanguage();

  useEffect(() => input.current?.focus(), []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const code = input.current?.value.trim() ?? '';
    setProblem(null);
    setEmpty(code === '');
    if (code === '' || busy) return input.current?.focus();
    setBusy(true);
    const refused = await signIn(code);
    setBusy(false);
    if (!refused) return onSignedIn();
    setProblem(refused);
    input.current?.select();
  }

  const refusal =
    problem &&
    `${problemTitle(problem, language)}: ${problem.message} ${problemFix(problem, language)}`;
  return (
    <main className="flex min-h-full flex-col items-center justify-center gap-4 p-4">
      <form
        noValidate
        onSubmit={(event) => void submit(event)}
        className="flex w-full max-w-md flex-col gap-4 rounded-xl border border-line bg-surface p-7 shadow-high"
      >
        <div className="flex items-center gap-3">
          <Logo className="size-9" />
          <h1 className="text-lg font-semibold tracking-tight">{t('signIn.title')}</h1>
        </div>
        {ended && (
          <p role="status" className="rounded-md bg-warn-soft px-3 py-2 text-warn">
            {t('signIn.ended')}
          </p>
        )}
        <p className="text-muted">{t('signIn.intro')}</p>
        <Field
          id="sign-in-code"
          label={t('signIn.code')}
          error={empty ? t('signIn.empty') : (refusal ?? undefined)}
        >
          {(described) => (
            <Input
              {...described}
              id="sign-in-code"
              ref={input}
              type="password"
              className="min-h-10 font-mono"
            />
          )}
        </Field>
        <Button type="submit" variant="primary" busy={busy} className="min-h-10">
          {t('signIn.submit')}
        </Button>
        <details className="text-muted">
          <summary className="font-medium text-text">{t('signIn.hintTitle')}</summary>
          <ul className="mt-2 flex list-disc flex-col gap-1 pl-5">
            <li>{t('signIn.hintTerminal')}</li>
            <li>{t('signIn.hintToken')}</li>
          </ul>
        </details>
      </form>
      <div className="flex gap-3">
        <ThemeChoice />
        <LanguageChoice />
      </div>
    </main>
  );
}

import type { ComponentProps, ReactNode } from 'react';
import { CircleAlert } from 'lucide-react';
import { classNames } from '../lib/format.ts';

/** Class names of every text control, so that inputs, selects and text areas line up. */
export const controlClass = classNames(
  'w-full min-w-0 rounded-md border border-line-strong/60 bg-surface px-2.5 py-1 text-sm text-text',
  'min-h-8 hover:border-line-strong disabled:bg-sunken disabled:opacity-60',
  'focus-visible:outline-offset-0 aria-invalid:border-danger aria-invalid:outline-danger',
);

/** Class names of a check box. */
export const checkClass = 'mt-0.5 size-4 shrink-0 cursor-pointer accent-accent-solid';

interface FieldProps {
  id: string;
  label: ReactNode;
  /** the label is read out but not shown: a column heading shows it */
  hiddenLabel?: boolean;
  hint?: string | undefined;
  error?: string | undefined;
  className?: string | undefined;
  /** gets the ids of what describes it */
  children: (described: { 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode;
}

/** Label, control, hint and error, tied together for eyes and screen readers. */
export function Field({ id, label, hiddenLabel, hint, error, className, children }: FieldProps) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={classNames('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className={hiddenLabel ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      {children({
        ...(ids && { 'aria-describedby': ids }),
        ...(error && { 'aria-invalid': true as const }),
      })}
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1 text-xs text-danger">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}

interface CheckFieldProps extends Omit<ComponentProps<'input'>, 'type'> {
  id: string;
  label: string;
  hint: string;
}

/** A check box with what it means beside it. */
export function CheckField({ id, label, hint, ...input }: CheckFieldProps) {
  return (
    <div className="flex items-start gap-2.5">
      <input
        {...input}
        type="checkbox"
        id={id}
        aria-describedby={`${id}-hint`}
        className={checkClass}
      />
      <div>
        <label htmlFor={id} className="cursor-pointer text-sm font-medium">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      </div>
    </div>
  );
}

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      autoComplete="off"
      spellCheck={false}
      {...rest}
      className={classNames(controlClass, className)}
    />
  );
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={classNames(controlClass, 'pr-1', className)} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      autoComplete="off"
      spellCheck={false}
      {...rest}
      className={classNames(controlClass, 'font-mono text-xs leading-5', className)}
    />
  );
}

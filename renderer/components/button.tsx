import type { ComponentProps } from 'react';
import { LoaderCircle } from 'lucide-react';
import { classNames } from '../lib/format.ts';

const variants = {
  primary: 'bg-accent-solid text-white hover:bg-accent-hover border-transparent shadow-low',
  plain: 'bg-surface text-text hover:bg-sunken border-line shadow-low',
  quiet: 'bg-transparent text-muted hover:bg-sunken hover:text-text border-transparent',
  danger: 'bg-danger-solid text-white hover:brightness-90 border-transparent shadow-low',
  'danger-quiet': 'bg-transparent text-danger hover:bg-danger-soft border-transparent',
} as const;
export type ButtonVariant = keyof typeof variants;

/** The class names of a button, for links that look like one. */
export function buttonClass(variant: ButtonVariant = 'plain', className = 'px-3'): string {
  return classNames(
    'inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md border py-1',
    'text-sm font-medium whitespace-nowrap transition-colors',
    'disabled:cursor-not-allowed disabled:opacity-55',
    variants[variant],
    className,
  );
}

interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant;
  /** shows a spinner and takes no clicks, but keeps the focus */
  busy?: boolean;
  /** of the padding left and right */
  padding?: string;
}

export function Button({
  variant,
  busy = false,
  padding = 'px-3',
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={buttonClass(
        variant,
        classNames(padding, busy && 'cursor-progress opacity-75', className),
      )}
    >
      {busy && <LoaderCircle aria-hidden className="size-4 animate-spin" />}
      {children}
    </button>
  );
}

/** A button that is only an icon: `label` is its name and its tooltip. */
export function IconButton({ label, className, ...rest }: ButtonProps & { label: string }) {
  return (
    <Button
      variant="quiet"
      {...rest}
      aria-label={label}
      title={label}
      padding="px-0"
      className={classNames('w-8', className)}
    />
  );
}

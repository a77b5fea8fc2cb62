import type { ReactNode } from 'react';
import { SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Input, Select } from './field.tsx';
import { EmptyState } from './page.tsx';

/** The row above a list by which it is narrowed down. @param aside stands at its end */
export function FilterBar({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-3">
      {children}
      {aside && (
        <p role="status" className="ml-auto text-xs text-muted">
          {aside}
        </p>
      )}
    </div>
  );
}

interface FilterTextProps {
  /** its accessible name, which also stands in it while it is empty */
  label: string;
  value: string | undefined;
  /** hears undefined where nothing is typed any more */
  onChange: (value: string | undefined) => void;
}

export function FilterText({ label, value, onChange }: FilterTextProps) {
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={label}
      className="max-w-56"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || undefined)}
    />
  );
}

interface FilterSelectProps<T extends string> {
  /** its accessible name */
  label: string;
  /** what stands for no choice */
  all: string;
  options: readonly T[];
  text: (option: T) => string;
  value: T | undefined;
  onChange: (value: T | undefined) => void;
}

/** One of a few values, or all of them. */
export function FilterSelect<T extends string>({
  label,
  all,
  options,
  text,
  value,
  onChange,
}: FilterSelectProps<T>) {
  return (
    <Select
      aria-label={label}
      className="max-w-48"
      value={value ?? ''}
      onChange={(event) => onChange(options.find((option) => option === event.target.value))}
    >
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {text(option)}
        </option>
      ))}
    </Select>
  );
}

interface NoMatchProps {
  title: string;
  /** takes all filters back */
  onClear: () => void;
}

/** Stands where the filters leave nothing of a list. */
export function NoMatch({ title, onClear }: NoMatchProps) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<SearchX aria-hidden className="size-8" />}
      title={title}
      action={<Button onClick={onClear}>{t('common.clearFilter')}</Button>}
    />
  );
}

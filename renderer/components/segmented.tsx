import { useId, type ReactNode } from 'react';

interface SegmentedProps<T extends string> {
  /** names the group; it is read out, not shown */
  label: string;
  value: T;
  options: { value: T; text: string; icon?: ReactNode; lang?: string }[];
  onChange: (value: T) => void;
}

/** A choice among a few short things, all of them in sight. An icon stands for its text. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: SegmentedProps<T>) {
  const group = useId();
  return (
    <fieldset className="flex rounded-md border border-line bg-bg p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          title={option.text}
          lang={option.lang}
          className="relative grid min-h-6 min-w-7 cursor-pointer place-items-center rounded px-1.5 text-xs text-muted hover:text-text has-checked:bg-surface has-checked:font-medium has-checked:text-text has-checked:shadow-low has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={group}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {option.icon}
          <span className={option.icon ? 'sr-only' : undefined}>{option.text}</span>
        </label>
      ))}
    </fieldset>
  );
}

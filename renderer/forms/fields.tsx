import { createContext, use, type ComponentProps, type ReactNode } from 'react';
import { TriangleAlert } from 'lucide-react';
import {
  get,
  useFormContext,
  useFormState,
  type FieldPath,
  type FieldValues,
} from 'react-hook-form';
import { Field, Input, Select, TextArea } from '../components/field.tsx';
import { currentLanguage } from '../i18n/index.ts';
import { fieldText } from '../i18n/field-text.ts';
import { classNames } from '../lib/format.ts';
import { noServerErrors } from './server-errors.ts';

/** What the control plane said of fields, beside what the form itself finds. */
export const ServerErrorsContext = createContext(noServerErrors);

/** The id of a field's control; the summary's links lead there. */
export function fieldId(path: string): string {
  return `field-${path.replaceAll('.', '-')}`;
}

/** The message at a field, translated; undefined when all is well. */
export function useFieldError(path: string): string | undefined {
  const { errors } = useFormState();
  const { byPath } = use(ServerErrorsContext);
  const own = get(errors, path) as { message?: string } | undefined;
  const message = own?.message ?? byPath[path];
  return message && fieldText(message, currentLanguage());
}

/** A field of a form with these values: where it is named, its path is checked by the compiler. */
interface FormFieldProps<Values extends FieldValues> {
  path: FieldPath<Values>;
  label: ReactNode;
  /** the label in full where the one that is shown stands on several controls */
  name?: string | undefined;
  hiddenLabel?: boolean;
  hint?: string;
  className?: string;
}

export function TextField<Values extends FieldValues = FieldValues>({
  path,
  className,
  label,
  name,
  hiddenLabel = false,
  hint,
  ...input
}: FormFieldProps<Values> & Omit<ComponentProps<'input'>, 'name' | 'id'>) {
  const { register } = useFormContext();
  const id = fieldId(path);
  const error = useFieldError(path);
  return (
    <Field {...{ id, label, hiddenLabel, hint, error, className }}>
      {(described) => (
        <Input {...input} {...described} aria-label={name} id={id} {...register(path)} />
      )}
    </Field>
  );
}

export function SecretField<Values extends FieldValues = FieldValues>(
  props: Omit<ComponentProps<typeof TextField<Values>>, 'type'>,
) {
  return <TextField {...props} type="password" autoComplete="new-password" />;
}

export function LongTextField<Values extends FieldValues = FieldValues>({
  path,
  className,
  label,
  name,
  hiddenLabel = false,
  hint,
  inputClassName,
  ...input
}: FormFieldProps<Values> & { inputClassName?: string } & Omit<
    ComponentProps<'textarea'>,
    'name' | 'id'
  >) {
  const { register } = useFormContext();
  const id = fieldId(path);
  const error = useFieldError(path);
  return (
    <Field {...{ id, label, hiddenLabel, hint, error, className }}>
      {(described) => (
        <TextArea
          {...input}
          {...described}
          aria-label={name}
          id={id}
          className={inputClassName}
          {...register(path)}
        />
      )}
    </Field>
  );
}

export function ChoiceField<Values extends FieldValues = FieldValues>({
  path,
  className,
  label,
  name,
  hiddenLabel = false,
  hint,
  options,
}: FormFieldProps<Values> & { options: { value: string; text: string }[] }) {
  const { register } = useFormContext();
  const id = fieldId(path);
  const error = useFieldError(path);
  return (
    <Field {...{ id, label, hiddenLabel, hint, error, className }}>
      {(described) => (
        <Select {...described} aria-label={name} id={id} {...register(path)}>
          {options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/**
 * A check box that looks like a switch.
 * @param warning what to weigh before it is switched on, in place of a hint
 */
export function SwitchField<Values extends FieldValues = FieldValues>({
  path,
  label,
  hint,
  warning,
}: Pick<FormFieldProps<Values>, 'path' | 'label' | 'hint'> & { warning?: string }) {
  const { register } = useFormContext();
  const id = fieldId(path);
  const text = warning ?? hint;
  return (
    <div className="flex items-start gap-2.5">
      <input
        type="checkbox"
        id={id}
        aria-describedby={text && `${id}-hint`}
        className="relative mt-0.5 h-5 w-9 shrink-0 cursor-pointer appearance-none rounded-full bg-line-strong transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-4 before:rounded-full before:bg-white before:transition-transform checked:bg-accent-solid checked:before:translate-x-4"
        {...register(path)}
      />
      <div>
        <label htmlFor={id} className="cursor-pointer text-sm font-medium">
          {label}
        </label>
        {text && (
          <p
            id={`${id}-hint`}
            className={classNames(
              'flex items-start gap-1 text-xs',
              warning ? 'text-warn' : 'text-muted',
            )}
          >
            {warning && <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />}
            <span>{text}</span>
          </p>
        )}
      </div>
    </div>
  );
}

interface CardChoiceProps<Values extends FieldValues> {
  path: FieldPath<Values>;
  label: string;
  options: { value: string; title: string; text: string; disabled?: boolean }[];
}

/** A choice among few things that need a sentence each. */
export function CardChoice<Values extends FieldValues = FieldValues>({
  path,
  label,
  options,
}: CardChoiceProps<Values>) {
  const { register } = useFormContext();
  const error = useFieldError(path);
  const id = fieldId(path);
  return (
    <fieldset id={id} tabIndex={-1} aria-describedby={error && `${id}-error`}>
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {options.map(({ value, title, text, disabled = false }) => (
          <label
            key={value}
            className="flex cursor-pointer items-start gap-2.5 rounded-md border border-line-strong/60 bg-surface px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-soft has-disabled:cursor-not-allowed has-disabled:border-dashed has-disabled:bg-transparent"
          >
            <input
              type="radio"
              value={value}
              disabled={disabled}
              aria-describedby={`${id}-${value}`}
              className="mt-1 accent-accent-solid"
              {...register(path)}
            />
            <span>
              <span className="block font-medium">{title}</span>
              <span id={`${id}-${value}`} className="block text-xs text-muted">
                {text}
              </span>
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id={`${id}-error`} className="mt-1 text-xs text-danger">
          {error}
        </p>
      )}
    </fieldset>
  );
}

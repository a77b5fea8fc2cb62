export interface ListedError {
  path: string;
  message: string;
}

/** The messages of react-hook-form's nested errors, in the form's order. */
export function listErrors(errors: unknown, path = ''): ListedError[] {
  if (typeof errors !== 'object' || errors === null) return [];
  if ('message' in errors && typeof errors.message === 'string' && 'type' in errors) {
    return [{ path: path.replace(/\.root$/, ''), message: errors.message }];
  }
  return Object.entries(errors).flatMap(([key, inner]) =>
    // a field's element hangs beside its message and leads through the whole document
    key === 'ref' ? [] : listErrors(inner, path ? `${path}.${key}` : key),
  );
}

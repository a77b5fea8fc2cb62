import type { Language } from '../../shared/contract/language.ts';
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

export type FieldMessage = keyof typeof en.field;

function isKnown(message: string): message is FieldMessage {
  return Object.hasOwn(en.field, message);
}

/**
 * The words for what a schema or the control plane says of a field. Messages nobody listed are shown
 * as they came: a foreign sentence helps more than none.
 */
export function fieldText(message: string, language: Language): string {
  return isKnown(message) ? (language === 'zh' ? zh : en).field[message] : message;
}

interface Issue {
  code: string;
  input?: unknown;
  origin?: unknown;
}

/** Names zod's own complaints by keys of `field`; the schemas' own words pass unchanged. */
export function issueMessage(issue: Issue): FieldMessage {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'required';
  if (issue.code === 'too_big') return issue.origin === 'string' ? 'too long' : 'out of range';
  if (issue.code === 'too_small') return 'out of range';
  return 'not valid';
}

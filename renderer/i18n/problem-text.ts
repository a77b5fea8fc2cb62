import { errorTable, type Problem } from '../../shared/contract/errors.ts';
import type { Language } from '../../shared/contract/language.ts';
import { errors } from './zh/errors.ts';

/** A problem's title in the reader's language. */
export function problemTitle(problem: Problem, language: Language): string {
  return language === 'zh' ? errors[problem.code].title : problem.title;
}

/** What to do, in the reader's language; advice made for this one case is kept as it was given. */
export function problemFix(problem: Problem, language: Language): string {
  const general = problem.fix === errorTable[problem.code].fix;
  return language === 'zh' && general ? errors[problem.code].fix : problem.fix;
}

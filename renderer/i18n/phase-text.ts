import type { Language } from '../../shared/contract/language.ts';
import { isPhaseName, phaseTitle as englishTitle } from '../../shared/contract/phases.ts';
import { phases } from './zh/phases.ts';

/** A phase's title in the reader's language; a phase that nobody knows is shown by its name. */
export function phaseTitle(name: string, language: Language): string {
  return language === 'zh' && isPhaseName(name) ? phases[name] : englishTitle(name);
}

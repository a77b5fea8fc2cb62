import { useSyncExternalStore } from 'react';
import { languageOf, languages, type Language } from '../../shared/contract/language.ts';
import { currentLanguage, i18n } from '../i18n/index.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const darkQuery = '(prefers-color-scheme: dark)';
const listeners = new Set<() => void>();

/** A browser may forbid storage; the page then works and forgets. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(`clusterdesk.${key}`);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(`clusterdesk.${key}`, value);
  } catch {
    // the choice then holds until the page is closed
  }
  for (const listener of listeners) listener();
}

function oneOf<T extends string>(values: readonly T[], value: string | null): T | undefined {
  return values.find((candidate) => candidate === value);
}

let theme: Theme = oneOf(themes, read('theme')) ?? 'system';

/** The language chosen before, else the system's. */
function storedLanguage(): Language {
  return oneOf(languages, read('language')) ?? languageOf(navigator.language);
}

/** Switches the page's language and remembers it. */
export async function setLanguage(language: Language): Promise<void> {
  write('language', language);
  await i18n.changeLanguage(language);
}

/**
 * Begins in the reader's language, and keeps the document's language attribute true for as long as
 * the page lives: screen readers choose their voice by it.
 */
export function watchLanguage(): void {
  const apply = () => {
    document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en';
  };
  i18n.on('languageChanged', apply);
  // both languages are in the bundle, so this is done before the page is drawn
  void i18n.changeLanguage(storedLanguage());
}

/** Writes the colours to use on the document; called at the start and at every change. */
export function applyTheme(): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia(darkQuery).matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

export function setTheme(next: Theme): void {
  theme = next;
  write('theme', next);
  applyTheme();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => theme);
}

/** Follows the system's light and dark for as long as the page lives. */
export function watchSystemTheme(): void {
  applyTheme();
  matchMedia(darkQuery).addEventListener('change', applyTheme);
}

/** A hint that was read and closed stays closed. */
export function useDismissed(hint: string): [boolean, () => void] {
  const dismissed = useSyncExternalStore(subscribe, () => read(`dismissed.${hint}`) === 'true');
  return [dismissed, () => write(`dismissed.${hint}`, 'true')];
}

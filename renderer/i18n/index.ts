import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { languages, type Language } from '../../shared/contract/language.ts';
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

export const resources = { en: { translation: en }, zh: { translation: zh } };

/**
 * The page's translations; ready synchronously, since both languages are in the bundle. It speaks
 * English until it is told which language to speak: see lib/preferences.ts.
 */
export const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: languages,
  resources,
  interpolation: { escapeValue: false },
  initAsync: false,
});

/** The language that is shown. */
export function currentLanguage(): Language {
  return i18n.language === 'zh' ? 'zh' : 'en';
}

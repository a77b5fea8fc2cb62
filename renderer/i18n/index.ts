import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { languages, storedLanguage, storeLanguage, type Language } from '../lib/preferences.ts';
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

export const resources = { en: { translation: en }, zh: { translation: zh } };

/** The page's translations; ready synchronously, since both languages are in the bundle. */
export const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  lng: storedLanguage(),
  fallbackLng: 'en',
  supportedLngs: languages,
  resources,
  interpolation: { escapeValue: false },
  initAsync: false,
});

export function currentLanguage(): Language {
  return i18n.language === 'zh' ? 'zh' : 'en';
}

/** Switches the page's language and remembers it. */
export async function setLanguage(language: Language): Promise<void> {
  storeLanguage(language);
  await i18n.changeLanguage(language);
}

/** Keeps the document's language attribute true: screen readers choose their voice by it. */
export function watchLanguage(): void {
  const apply = () => {
    document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en';
  };
  apply();
  i18n.on('languageChanged', apply);
}

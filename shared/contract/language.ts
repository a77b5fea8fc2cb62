/** The languages that the product speaks; the API and its documents speak English alone. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** The language nearest to what a system is set to. @param locale a BCP 47 tag such as `zh-CN` */
export function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

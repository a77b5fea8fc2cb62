import { expect, test } from 'vitest';
import { languageOf } from './language.ts';

test('every kind of Chinese is answered in Chinese, everything else in English', () => {
  expect(['zh', 'zh-CN', 'ZH-Hant-TW'].map(languageOf)).toEqual(['zh', 'zh', 'zh']);
  expect(['en-GB', 'de', ''].map(languageOf)).toEqual(['en', 'en', 'en']);
});

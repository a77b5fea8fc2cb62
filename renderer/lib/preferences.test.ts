// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { i18n } from '../i18n/index.ts';
import { setUpPage } from '../test/render.testing.tsx';
import { setLanguage, watchLanguage } from './preferences.ts';

setUpPage();

test('the page begins in the language that was chosen before, and its document says so', async () => {
  localStorage.setItem('clusterdesk.language', 'zh');
  watchLanguage();
  // at once: nothing is drawn in English first
  expect(i18n.t('app.clusters')).toBe('集群');
  expect(document.documentElement.lang).toBe('zh-CN');
  await setLanguage('en');
  expect(document.documentElement.lang).toBe('en');
  expect(localStorage.getItem('clusterdesk.language')).toBe('en');
});

import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Segmented } from './segmented.tsx';
import { languages } from '../../shared/contract/language.ts';
import { currentLanguage } from '../i18n/index.ts';
import { setLanguage, setTheme, themes, useTheme } from '../lib/preferences.ts';

const themeIcons = { system: Monitor, light: Sun, dark: Moon };

export function ThemeChoice() {
  const { t } = useTranslation();
  return (
    <Segmented
      label={t('app.theme')}
      value={useTheme()}
      options={themes.map((value) => {
        const Icon = themeIcons[value];
        return {
          value,
          text: t(`app.themes.${value}`),
          icon: <Icon aria-hidden className="size-3.5" />,
        };
      })}
      onChange={setTheme}
    />
  );
}

export function LanguageChoice() {
  const { t } = useTranslation();
  return (
    <Segmented
      label={t('app.language')}
      value={currentLanguage()}
      options={languages.map((value) => ({
        value,
        text: t(`app.languages.${value}`),
        lang: value === 'zh' ? 'zh-CN' : 'en',
      }))}
      onChange={(language) => void setLanguage(language)}
    />
  );
}

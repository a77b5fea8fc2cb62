import type { ReactNode } from 'react';
import { Menu } from '@base-ui/react/menu';
import { Check, CircleUser, Languages, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../components/button.tsx';
import { currentLanguage, setLanguage } from '../i18n/index.ts';
import { useControlPlane } from '../lib/control-plane.ts';
import { languages, setTheme, themes, useTheme } from '../lib/preferences.ts';
import type { ProcedureOutput } from '../../shared/contract/rpc.ts';

const popupClass =
  'min-w-44 rounded-lg border border-line bg-surface p-1 text-sm shadow-high outline-none';
const itemClass =
  'flex w-full cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 outline-none select-none data-highlighted:bg-sunken';

interface HeaderMenuProps {
  label: string;
  icon: ReactNode;
  children: ReactNode;
}

function HeaderMenu({ label, icon, children }: HeaderMenuProps) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger render={<IconButton label={label} />}>{icon}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end">
          <Menu.Popup className={popupClass}>{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface ChoiceMenuProps<T extends string> {
  label: string;
  icon: ReactNode;
  value: T;
  options: { value: T; text: string; lang?: string }[];
  onChange: (value: T) => void;
}

function ChoiceMenu<T extends string>({ options, value, onChange, ...menu }: ChoiceMenuProps<T>) {
  return (
    <HeaderMenu {...menu}>
      <Menu.RadioGroup value={value} onValueChange={onChange} aria-label={menu.label}>
        {options.map((option) => (
          <Menu.RadioItem
            key={option.value}
            value={option.value}
            closeOnClick
            className={itemClass}
            lang={option.lang}
          >
            <span className="size-4">
              <Menu.RadioItemIndicator>
                <Check aria-hidden className="size-4 text-accent" />
              </Menu.RadioItemIndicator>
            </span>
            {option.text}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </HeaderMenu>
  );
}

const themeIcons = { system: Monitor, light: Sun, dark: Moon };

export function ThemeMenu() {
  const { t } = useTranslation();
  const theme = useTheme();
  const Icon = themeIcons[theme];
  return (
    <ChoiceMenu
      label={t('app.theme')}
      icon={<Icon aria-hidden className="size-4" />}
      value={theme}
      options={themes.map((value) => ({ value, text: t(`app.themes.${value}`) }))}
      onChange={setTheme}
    />
  );
}

export function LanguageMenu() {
  const { t } = useTranslation();
  return (
    <ChoiceMenu
      label={t('app.language')}
      icon={<Languages aria-hidden className="size-4" />}
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

/** Who is signed in, and the way out where there is one. */
export function AccountMenu({ info }: { info: ProcedureOutput<'app.info'> | undefined }) {
  const { t } = useTranslation();
  const { signOut } = useControlPlane();
  return (
    <HeaderMenu
      label={t('app.account')}
      icon={
        <>
          <CircleUser aria-hidden className="size-4" />
        </>
      }
    >
      <div className="max-w-64 px-2.5 py-2">
        {info && (
          <>
            <p className="font-medium break-words">
              {t('app.signedInAs', { name: info.user.name })}
            </p>
            <p className="mt-1 text-xs text-muted">{t(`app.vault.${info.vault}`)}</p>
          </>
        )}
      </div>
      {signOut && (
        <Menu.Item className={itemClass} onClick={() => void signOut()}>
          <LogOut aria-hidden className="size-4" />
          {t('app.signOut')}
        </Menu.Item>
      )}
    </HeaderMenu>
  );
}

import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { errorTable, type ErrorCode } from '../../../shared/contract/errors.ts';
import { Card, Page } from '../../components/page.tsx';
import { errors } from '../../i18n/zh/errors.ts';
import { currentLanguage } from '../../i18n/index.ts';

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}

/** What an error code means and what to do, offline and in both languages. */
export function HelpPage() {
  const { t } = useTranslation();
  const { code } = useParams({ from: '/help/$code' });
  if (!isErrorCode(code)) {
    return <Page title={t('help.unknown', { code })}>{null}</Page>;
  }
  const { title, fix } = currentLanguage() === 'zh' ? errors[code] : errorTable[code];
  return (
    <Page narrow title={t('help.title', { code })}>
      <Card>
        <dl className="flex flex-col gap-4 p-5">
          <div>
            <dt className="text-xs font-medium text-muted">{t('help.meaning')}</dt>
            <dd className="text-base font-semibold">{title}</dd>
          </div>
          <div>
            <dt className="text-xs font-medium text-muted">{t('help.fix')}</dt>
            <dd className="break-words">{fix}</dd>
          </div>
        </dl>
        <p className="border-t border-line px-5 py-3 text-xs text-muted">
          {t('help.status', { status: errorTable[code].status })}
        </p>
      </Card>
    </Page>
  );
}

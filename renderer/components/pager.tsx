import { useEffect } from 'react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';

/** Rows drawn at once: a table of a thousand takes the browser half a second at every change. */
const PAGE_SIZE = 50;

/** What to ask a list for to get one of its pages. @param page from 1 on; absent: the first */
export function pageQuery(page = 1): { skip: number; limit: number } {
  return { skip: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE };
}

interface PagerProps {
  /** from 1 on; absent: the first */
  page: number | undefined;
  /** how many there are on all pages */
  total: number;
  onPage: (page: number) => void;
}

/** Which part of a long list is shown, and the ways to the others; nothing where all is shown. */
export function Pager({ page = 1, total, onPage }: PagerProps) {
  const { t } = useTranslation();
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  // the list has become shorter, or somebody typed a page that there never was
  const isPast = total > 0 && page > last;
  useEffect(() => {
    if (isPast) onPage(last);
  });
  if (last === 1) return null;
  const { skip } = pageQuery(page);
  return (
    <nav
      aria-label={t('common.pages')}
      className="flex items-center justify-end gap-2 border-t border-line px-4 py-2"
    >
      <span role="status" className="text-xs text-muted tabular-nums">
        {t('common.pageRange', { from: skip + 1, to: Math.min(skip + PAGE_SIZE, total), total })}
      </span>
      <IconButton
        label={t('common.previousPage')}
        disabled={page === 1}
        onClick={() => onPage(page - 1)}
      >
        <ChevronLeft aria-hidden className="size-4" />
      </IconButton>
      <IconButton
        label={t('common.nextPage')}
        disabled={page >= last}
        onClick={() => onPage(page + 1)}
      >
        <ChevronRight aria-hidden className="size-4" />
      </IconButton>
    </nav>
  );
}

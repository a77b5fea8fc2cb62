import type { ReactNode } from 'react';
import { classNames } from '../lib/format.ts';

interface TableProps {
  /** its accessible name */
  label: string;
  columns: { key: string; title: ReactNode; className?: string }[];
  children: ReactNode;
}

/** A plain table that scrolls sideways inside its card when the window is narrow. */
export function Table({ label, columns, children }: TableProps) {
  return (
    <div className="relative overflow-x-auto" role="region" aria-label={label} tabIndex={0}>
      <table aria-label={label} className="w-full border-collapse text-left">
        <thead>
          <tr className="border-b border-line text-xs text-muted">
            {columns.map(({ key, title, className }) => (
              <th
                key={key}
                scope="col"
                className={classNames('px-4 py-2 font-medium whitespace-nowrap', className)}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  );
}

export const cellClass = 'h-12 px-4 py-1.5 align-middle';

/** The class names of a link by which a row leads to what it tells of. */
export const rowLinkClass = 'text-accent underline-offset-2 hover:underline';

import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { OperationSummary } from '../../../shared/contract/operation.ts';
import { OperationStatus } from '../../components/status.tsx';
import { cellClass, rowLinkClass, Table } from '../../components/table.tsx';
import { Elapsed, RelativeTime } from '../../components/time.tsx';

/** Operations in the order they come in, each with a link to its live page. */
export function OperationsTable({ operations }: { operations: OperationSummary[] }) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('operations.table')}
      columns={[
        { key: 'kind', title: t('operations.kind') },
        { key: 'cluster', title: t('operations.cluster') },
        { key: 'state', title: t('operations.state') },
        { key: 'started', title: t('operations.started') },
        { key: 'duration', title: t('operations.duration'), className: 'text-right' },
      ]}
    >
      {operations.map((operation) => (
        <tr key={operation._id} className="hover:bg-sunken/50">
          <th scope="row" className={`${cellClass} font-medium`}>
            <Link to="/operations/$id" params={{ id: operation._id }} className={rowLinkClass}>
              {t(`operations.kinds.${operation.kind}`)}
            </Link>
          </th>
          <td className={cellClass}>
            <Link
              to="/clusters/$id"
              params={{ id: operation.clusterId }}
              className="underline-offset-2 hover:underline"
            >
              {operation.clusterName}
            </Link>
          </td>
          <td className={cellClass}>
            <OperationStatus state={operation.state} />
          </td>
          <td className={`${cellClass} text-muted`}>
            <RelativeTime time={operation.time_create} />
          </td>
          <td className={`${cellClass} text-right`}>
            <Elapsed from={operation.time_create} to={operation.time_end} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

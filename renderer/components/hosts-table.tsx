import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hostRole, type HostListItem } from '../../shared/contract/host.ts';
import { classNames } from '../lib/format.ts';
import { ResourceStatus } from './status.tsx';
import { checkClass } from './field.tsx';
import { cellClass, rowLinkClass, Table } from './table.tsx';

function Badge({ text }: { text: string }) {
  return (
    <span className="rounded border border-line bg-sunken px-1.5 py-px text-xs whitespace-nowrap">
      {text}
    </span>
  );
}

function Roles({ host }: { host: HostListItem }) {
  const { t } = useTranslation();
  const role = hostRole({ isMaster: host.isMasterNode, isShared: host.isSharedNode });
  return (
    <span className="flex flex-wrap gap-1">
      <Badge text={t(`hosts.roles.${role}`)} />
      {host.isClientNode && <Badge text={t('hosts.client')} />}
    </span>
  );
}

/** `used/total` as the control plane gives it, with a unit of the reader's; "" while unknown. */
function Figure({
  value,
  divisor,
  text,
}: {
  value: string;
  divisor: number;
  text: 'hosts.usedOf' | 'hosts.gibibytes';
}) {
  const { t, i18n } = useTranslation();
  const [used, total] = value.split('/').map(Number);
  if (used === undefined || total === undefined || Number.isNaN(used) || Number.isNaN(total)) {
    return <span className="text-muted">{t('common.unknown')}</span>;
  }
  const format = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  return t(text, {
    used: format.format(used / divisor),
    total: format.format(total / divisor),
  });
}

/** What one calls a host: its own name once that is known. */
export function hostLabel({ hostName, ip }: HostListItem): string {
  return hostName || ip;
}

interface SelectionProps {
  /** those that can be selected */
  from: HostListItem[];
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
}

/** Selects all hosts that can be selected, or none. */
function SelectAll({ from, selected, onSelect }: SelectionProps) {
  const { t } = useTranslation();
  const all = from.length > 0 && selected.size === from.length;
  const some = selected.size > 0 && !all;
  return (
    <input
      type="checkbox"
      ref={(box) => {
        if (box) box.indeterminate = some;
      }}
      aria-label={t('hosts.selectAll')}
      disabled={from.length === 0}
      checked={all}
      onChange={() => onSelect(new Set(all ? [] : from.map(({ hostId }) => hostId)))}
      className={checkClass}
    />
  );
}

function SelectHost({ host, from, selected, onSelect }: SelectionProps & { host: HostListItem }) {
  const { t } = useTranslation();
  const { hostId } = host;
  if (!from.includes(host)) return null;
  return (
    <input
      type="checkbox"
      aria-label={t('hosts.select', { name: hostLabel(host) })}
      checked={selected.has(hostId)}
      onChange={({ target }) =>
        onSelect(
          new Set(
            target.checked ? [...selected, hostId] : [...selected].filter((id) => id !== hostId),
          ),
        )
      }
      className={checkClass}
    />
  );
}

interface HostsTableProps {
  hosts: HostListItem[];
  /** absent: no host can be selected */
  selection?: SelectionProps | undefined;
  /** tells the cluster of each, where there are hosts of several */
  withCluster?: boolean;
}

/** Hosts: where they are, what they do and how they are. */
export function HostsTable({ hosts, selection, withCluster = false }: HostsTableProps) {
  const { t } = useTranslation();
  // with one column more there is no room for all of them in a narrow window
  const tagsClass = withCluster ? 'max-lg:hidden' : '';
  return (
    <Table
      label={t('clusters.detail.hosts')}
      columns={[
        ...(selection
          ? [{ key: 'select', title: <SelectAll {...selection} />, className: 'w-8 pr-0' }]
          : []),
        { key: 'name', title: t('hosts.columns.name') },
        { key: 'address', title: t('hosts.columns.address') },
        ...(withCluster ? [{ key: 'cluster', title: t('hosts.columns.cluster') }] : []),
        { key: 'roles', title: t('hosts.columns.roles') },
        { key: 'status', title: t('hosts.columns.status') },
        { key: 'cpu', title: t('hosts.columns.cpu') },
        { key: 'memory', title: t('hosts.columns.memory') },
        { key: 'tasks', title: t('hosts.columns.tasks'), className: 'text-right' },
        { key: 'tags', title: t('hosts.columns.tags'), className: tagsClass },
      ]}
    >
      {hosts.map((host) => (
        <tr key={host.hostId} className="hover:bg-sunken/50">
          {selection && (
            <td className={`${cellClass} pr-0`}>
              <SelectHost host={host} {...selection} />
            </td>
          )}
          <th scope="row" className={`${cellClass} font-medium`}>
            {host.hostName || t('common.unknown')}
          </th>
          <td className={`${cellClass} font-mono text-xs`}>
            {host.ip}
            {host.privateIp && host.privateIp !== host.ip && (
              <span className="block whitespace-nowrap text-muted">
                {t('hosts.privateAddress', { ip: host.privateIp })}
              </span>
            )}
          </td>
          {withCluster && (
            <td className={cellClass}>
              <Link to="/clusters/$id" params={{ id: host.clusterId }} className={rowLinkClass}>
                {host.clusterName}
              </Link>
            </td>
          )}
          <td className={cellClass}>
            <Roles host={host} />
          </td>
          <td className={cellClass}>
            <ResourceStatus status={host.status} />
          </td>
          <td className={`${cellClass} whitespace-nowrap tabular-nums`}>
            <Figure value={host.cpu} divisor={1} text="hosts.usedOf" />
          </td>
          <td className={`${cellClass} whitespace-nowrap tabular-nums`}>
            <Figure value={host.memory} divisor={1024} text="hosts.gibibytes" />
          </td>
          <td className={`${cellClass} text-right tabular-nums`}>{host.task}</td>
          <td className={classNames(cellClass, tagsClass)}>
            <span className="flex flex-wrap gap-1">
              {host.tag?.map((tag) => (
                <Badge key={tag} text={tag} />
              ))}
            </span>
          </td>
        </tr>
      ))}
    </Table>
  );
}

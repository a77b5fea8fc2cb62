import { zodResolver } from '@hookform/resolvers/zod';
import { useParams } from '@tanstack/react-router';
import { CircleAlert, Plus } from 'lucide-react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { Cluster } from '../../../shared/contract/cluster.ts';
import { QueryView } from '../../components/query-view.tsx';
import { Card, Page } from '../../components/page.tsx';
import { issueMessage } from '../../i18n/field-text.ts';
import { useCall, useRead } from '../../lib/queries/index.ts';
import {
  emptyMachines,
  LoginSection,
  machineLabel,
  machinePath,
  NodesSection,
  type MachinesInput,
  type MachinesOutput,
} from '../machines/index.ts';
import { onSubmitOnly, PlanForm } from '../plan/index.ts';
import { addedRoles, addHostsSchema, toAddRequest } from './request.ts';

const resolver = zodResolver(addHostsSchema, { error: issueMessage, jitless: true });

/** More hosts for a cluster that stands: described, planned, then added. */
export function AddHostsPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/clusters/$id/add-hosts' });
  const cluster = useRead('clusters.get', { id });
  if (cluster.data) return <AddHostsForm key={id} cluster={cluster.data} />;
  return (
    <Page narrow title={t('hosts.add')}>
      <Card>
        <QueryView query={cluster}>{() => null}</QueryView>
      </Card>
    </Page>
  );
}

function AddHostsForm({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation();
  const { _id: id, name } = cluster;
  const form = useForm<MachinesInput, unknown, MachinesOutput>({
    ...onSubmitOnly,
    resolver,
    defaultValues: emptyMachines(['pure']),
  });
  const planning = useCall('clusters.planHosts');
  const adding = useCall('clusters.addHosts');
  return (
    <PlanForm
      form={form}
      planning={planning}
      check={(values) => planning.run({ id, ...toAddRequest(values) })}
      starting={adding}
      start={(values) => adding.run({ id, ...toAddRequest(values) })}
      pathOf={machinePath}
      labelOf={machineLabel}
      texts={{
        title: t('hosts.adding.title', { name }),
        intro: t('hosts.adding.intro'),
        plan: t('hosts.adding.plan', { name }),
        step: t('hosts.adding.step'),
        submit: t('hosts.adding.submit'),
        leaveTitle: t('hosts.adding.leaveTitle'),
      }}
      submitIcon={<Plus aria-hidden className="size-4" />}
      notice={
        // what was typed stays: the cluster may be free again in a minute
        !cluster.actions.includes('addHosts') &&
        !adding.busy && (
          <p
            role="status"
            className="flex items-start gap-2 rounded-lg bg-warn-soft px-4 py-2.5 text-warn"
          >
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {t('hosts.adding.busy', { status: t(`statuses.${cluster.status}`) })}
          </p>
        )
      }
    >
      <LoginSection />
      <NodesSection
        roles={addedRoles}
        hint={t('hosts.adding.rolesHint')}
        label={t('hosts.adding.table')}
      />
    </PlanForm>
  );
}

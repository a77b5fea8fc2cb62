import { useState } from 'react';
import { CircleAlert, ClipboardPaste, Plus } from 'lucide-react';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { HostRole } from '../../../shared/contract/host.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/page.tsx';
import { fieldId, useFieldError } from '../../forms/fields.tsx';
import { NodeRow } from './node-row.tsx';
import { PasteDialog } from './paste-dialog.tsx';
import { fillRows } from './paste.ts';
import { emptyNode, type MachinesInput } from './machines.ts';

function RuleError({ path }: { path: string }) {
  const error = useFieldError(path);
  if (!error) return null;
  return (
    <li className="flex items-center gap-1">
      <CircleAlert aria-hidden className="size-3.5 shrink-0" />
      {error}
    </li>
  );
}

function Counts({ roles }: { roles: readonly HostRole[] }) {
  const { t } = useTranslation();
  const nodes = useWatch<MachinesInput, 'nodes'>({ name: 'nodes' });
  return (
    <p className="flex flex-wrap gap-x-4 text-xs text-muted tabular-nums">
      {roles.map((role) => (
        <span key={role}>
          {t(`machines.count.${role}`, {
            count: nodes.filter((node) => node.role === role).length,
          })}
        </span>
      ))}
    </p>
  );
}

interface NodesSectionProps {
  /** what a machine of this form can be */
  roles: readonly HostRole[];
  /** what the roles mean */
  hint: string;
  /** the table's accessible name */
  label: string;
}

/** The machines, in a table one can type into. */
export function NodesSection({ roles, hint, label }: NodesSectionProps) {
  const { t } = useTranslation();
  const { control, getValues } = useFormContext<MachinesInput>();
  const { fields, append, remove, replace } = useFieldArray({ control, name: 'nodes' });
  const [pasting, setPasting] = useState(false);
  const heading = 'px-1.5 py-2 font-medium first:pl-4';
  return (
    <Card
      title={t('machines.title')}
      aside={
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setPasting(true)}>
            <ClipboardPaste aria-hidden className="size-4" />
            {t('machines.pasteList')}
          </Button>
          <Button id={fieldId('counts')} onClick={() => append(emptyNode('pure'))}>
            <Plus aria-hidden className="size-4" />
            {t('machines.add')}
          </Button>
        </div>
      }
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 pt-3">
        <p className="text-xs text-muted">{hint}</p>
        <Counts roles={roles} />
      </div>
      <ul className="px-4 text-xs text-danger">
        <RuleError path="counts.masters" />
        <RuleError path="counts.size" />
        <RuleError path="counts.shared" />
      </ul>
      <div className="overflow-x-auto">
        <table aria-label={label} className="w-full border-collapse text-left">
          <thead>
            <tr className="text-xs text-muted">
              <th scope="col" className={heading}>
                #
              </th>
              <th scope="col" className={`${heading} min-w-44`}>
                {t('machines.address')}
              </th>
              <th scope="col" className={`${heading} w-32 min-w-28`}>
                {t('machines.role')}
              </th>
              <th scope="col" className={`${heading} w-36 min-w-28`}>
                {t('login.user')}
              </th>
              <th scope="col" className={`${heading} w-24 min-w-20`}>
                {t('machines.port')}
              </th>
              <th scope="col" className="w-32">
                <span className="sr-only">{t('clusters.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-t border-line">
            {fields.map((field, index) => (
              <NodeRow
                key={field.id}
                index={index}
                roles={roles}
                removable={fields.length > 1}
                onRemove={() => remove(index)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <PasteDialog
        open={pasting}
        roles={roles}
        onClose={() => setPasting(false)}
        onAdd={(machines, role) => replace(fillRows(getValues('nodes'), machines, role))}
      />
    </Card>
  );
}

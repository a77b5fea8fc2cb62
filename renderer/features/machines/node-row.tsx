import { use, useState, type ReactNode } from 'react';
import { ChevronDown, ChevronRight, Trash2 } from 'lucide-react';
import { get, useFormState, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { HostRole } from '../../../shared/contract/host.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ChoiceField, ServerErrorsContext, SwitchField, TextField } from '../../forms/fields.tsx';
import { HostKeyField } from './host-key-field.tsx';
import { LoginFields } from '../../forms/login-fields.tsx';
import type { MachinesInput } from './machines.ts';

/** What stands in the table itself; everything else of a row is in its opened part. */
const inTable: ReadonlySet<string> = new Set(['ip', 'role', 'port', 'sshUser']);

/** Whether an error hides in the part of the row that is closed. */
function useHiddenErrors(index: number): boolean {
  const { errors } = useFormState<MachinesInput>();
  const { byPath } = use(ServerErrorsContext);
  const own = get(errors, `nodes.${index}`) as object | undefined;
  const prefix = `nodes.${index}.`;
  return [
    ...Object.keys(own ?? {}),
    ...Object.keys(byPath)
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length)),
  ].some((name) => !inTable.has(name));
}

function Group({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {title && <legend className="mb-2 text-sm font-semibold">{title}</legend>}
      {children}
    </fieldset>
  );
}

interface NodeRowProps {
  index: number;
  roles: readonly HostRole[];
  removable: boolean;
  onRemove: () => void;
}

/** A machine: what one always gives in the row, the rest in the part below it. */
export function NodeRow({ index, roles, removable, onRemove }: NodeRowProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const sameLogin = useWatch<MachinesInput, 'sameLogin'>({ name: 'sameLogin' });
  const viaJump = useWatch<MachinesInput, `nodes.${number}.viaJump`>({
    name: `nodes.${index}.viaJump`,
  });
  const user = useWatch<MachinesInput, 'login.sshUser'>({ name: 'login.sshUser' });
  const hiddenErrors = useHiddenErrors(index);
  const open = opened || hiddenErrors || !sameLogin;
  const n = index + 1;
  const path = `nodes.${index}` as const;
  const name = (label: string) => t('machines.ofMachine', { label, n });
  const jumpName = (label: string) => t('machines.ofJump', { label, n });
  const Chevron = open ? ChevronDown : ChevronRight;
  const cell = 'px-1.5 py-2 align-top first:pl-4 last:pr-4';
  return (
    <>
      <tr className={open ? 'border-b-0!' : undefined}>
        <td className={`${cell} w-8 pt-3.5 text-right text-xs text-muted tabular-nums`}>{n}</td>
        <td className={cell}>
          <TextField<MachinesInput>
            path={`${path}.ip`}
            label={name(t('machines.address'))}
            hiddenLabel
            placeholder="192.168.1.11"
          />
        </td>
        <td className={cell}>
          <ChoiceField<MachinesInput>
            path={`${path}.role`}
            label={name(t('machines.role'))}
            hiddenLabel
            options={roles.map((value) => ({ value, text: t(`hosts.roles.${value}`) }))}
          />
        </td>
        <td className={cell}>
          <TextField<MachinesInput>
            path={`${path}.sshUser`}
            label={name(t('login.user'))}
            hiddenLabel
            placeholder={sameLogin && user ? user : 'root'}
          />
        </td>
        <td className={cell}>
          <TextField<MachinesInput>
            path={`${path}.port`}
            label={name(t('machines.port'))}
            hiddenLabel
            inputMode="numeric"
          />
        </td>
        <td className={`${cell} whitespace-nowrap`}>
          <Button
            variant="quiet"
            padding="px-1.5"
            aria-expanded={open}
            aria-label={t('machines.more', { n })}
            onClick={() => setOpened(!open)}
          >
            <Chevron aria-hidden className="size-4" />
            {t('machines.moreShort')}
          </Button>
          <IconButton
            label={t('machines.remove', { n })}
            variant="danger-quiet"
            disabled={!removable}
            onClick={onRemove}
          >
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={6} className="px-4 pb-4">
            <div className="flex flex-col gap-5 rounded-md border border-line bg-bg p-4">
              {!sameLogin && (
                <Group title={t('machines.login')}>
                  <LoginFields path={`${path}.login`} name={name} />
                </Group>
              )}
              <Group>
                <TextField<MachinesInput>
                  path={`${path}.hostname`}
                  label={t('machines.hostname')}
                  name={name(t('machines.hostname'))}
                  hint={t('machines.hostnameHint')}
                />
                <TextField<MachinesInput>
                  path={`${path}.privateNicName`}
                  label={t('machines.nic')}
                  name={name(t('machines.nic'))}
                  hint={t('machines.nicHint')}
                  placeholder="eth0"
                />
                <HostKeyField path={path} name={name} canScan={!viaJump} />
              </Group>
              <SwitchField<MachinesInput>
                path={`${path}.viaJump`}
                label={t('machines.jump', { n })}
              />
              {viaJump && (
                <Group title={t('machines.jumpTitle')}>
                  <TextField<MachinesInput>
                    path={`${path}.jump.ip`}
                    label={t('machines.address')}
                    name={jumpName(t('machines.address'))}
                  />
                  <TextField<MachinesInput>
                    path={`${path}.jump.sshUser`}
                    label={t('login.user')}
                    name={jumpName(t('login.user'))}
                    placeholder="root"
                  />
                  <TextField<MachinesInput>
                    path={`${path}.jump.port`}
                    label={t('machines.port')}
                    name={jumpName(t('machines.port'))}
                    inputMode="numeric"
                  />
                  <LoginFields path={`${path}.jump.login`} name={jumpName} withSudo={false} />
                  <HostKeyField path={`${path}.jump`} name={jumpName} canScan />
                </Group>
              )}
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

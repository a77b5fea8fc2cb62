import { useState } from 'react';
import { ScanSearch } from 'lucide-react';
import { useFormContext } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { useCall } from '../../lib/queries/index.ts';
import { TextField } from '../../forms/fields.tsx';
import type { MachinesInput } from './machines.ts';

interface HostKeyFieldProps {
  path: `nodes.${number}` | `nodes.${number}.jump`;
  name: (label: string) => string;
  /** behind a jump host the key cannot be asked for directly */
  canScan: boolean;
}

const command = 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub';

/** The pinned key, and the way to read it from the host: it is used only after confirmation. */
export function HostKeyField({ path, name, canScan }: HostKeyFieldProps) {
  const { t } = useTranslation();
  const { getValues, setValue, setFocus } = useFormContext<MachinesInput>();
  const scan = useCall('hosts.scanKey');
  const [found, setFound] = useState<{ host: string; hostKey: string } | null>(null);
  const [noAddress, setNoAddress] = useState(false);

  async function ask(): Promise<void> {
    const ip = getValues(`${path}.ip`).trim();
    setNoAddress(ip === '');
    if (ip === '') return setFocus(`${path}.ip`);
    const port = getValues(`${path}.port`) || '22';
    const answer = await scan.run({ ip, port });
    if ('data' in answer) setFound({ host: `${ip}:${port}`, hostKey: answer.data.hostKey });
  }

  return (
    <div className="col-span-full flex flex-col gap-2">
      <div className="flex flex-wrap items-start gap-2">
        <TextField<MachinesInput>
          path={`${path}.hostKey`}
          label={t('machines.hostKey')}
          name={name(t('machines.hostKey'))}
          hint={t('machines.hostKeyHint')}
          placeholder="SHA256:…"
          className="min-w-72 flex-1"
        />
        {canScan && (
          <Button
            className="mt-6"
            busy={scan.busy}
            aria-label={name(scan.busy ? t('machines.scanning') : t('machines.scan'))}
            onClick={() => void ask()}
          >
            {!scan.busy && <ScanSearch aria-hidden className="size-4" />}
            {scan.busy ? t('machines.scanning') : t('machines.scan')}
          </Button>
        )}
      </div>
      <div role="status" className="text-xs text-danger">
        {noAddress && t('machines.scanFirst')}
      </div>
      {scan.problem && <ProblemCard problem={scan.problem} />}
      <Dialog
        open={found !== null}
        onClose={() => setFound(null)}
        title={t('machines.scanTitle', { host: found?.host })}
        actions={
          <>
            <Button onClick={() => setFound(null)}>{t('common.cancel')}</Button>
            <Button
              variant="primary"
              onClick={() => {
                if (found) setValue(`${path}.hostKey`, found.hostKey, { shouldDirty: true });
                setFound(null);
              }}
            >
              {t('machines.scanConfirm')}
            </Button>
          </>
        }
      >
        <code className="rounded-md bg-sunken px-3 py-2 font-mono text-sm break-all">
          {found?.hostKey}
        </code>
        <p className="text-muted">{t('machines.scanText')}</p>
        <code className="rounded-md bg-sunken px-3 py-2 font-mono text-xs break-all">
          {command}
        </code>
      </Dialog>
    </div>
  );
}

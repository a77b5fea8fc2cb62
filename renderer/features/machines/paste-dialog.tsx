import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostRole } from '../../../shared/contract/host.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, Select, TextArea } from '../../components/field.tsx';
import { parseList, type PastedMachine } from './paste.ts';

interface PasteDialogProps {
  open: boolean;
  roles: readonly HostRole[];
  onClose: () => void;
  onAdd: (machines: PastedMachine[], role: HostRole) => void;
}

const example = 'ubuntu@192.168.1.11\nubuntu@192.168.1.12:2222\n192.168.1.13';

/** Many machines at once from a list, with what could not be read named line by line. */
export function PasteDialog({ open, roles, onClose, onAdd }: PasteDialogProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [role, setRole] = useState<HostRole>('pure');
  const area = useRef<HTMLTextAreaElement>(null);
  const { machines, bad } = parseList(text);

  function close(): void {
    setText('');
    onClose();
  }

  return (
    <Dialog
      open={open}
      onClose={close}
      title={t('machines.pasteTitle')}
      initialFocus={area}
      actions={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            disabled={machines.length === 0}
            onClick={() => {
              onAdd(machines, role);
              close();
            }}
          >
            {t('machines.pasteSubmit')}
          </Button>
        </>
      }
    >
      <Field id="paste-list" label={t('machines.pasteLabel')} hint={t('machines.pasteText')}>
        {(described) => (
          <TextArea
            {...described}
            id="paste-list"
            ref={area}
            rows={8}
            placeholder={example}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div role="status" className="text-xs">
        <p className="text-muted">{t('machines.pasteFound', { count: machines.length })}</p>
        <ul className="text-danger">
          {bad.map((each) => (
            <li key={each.line}>{t('machines.pasteBad', each)}</li>
          ))}
        </ul>
      </div>
      <Field id="paste-role" label={t('machines.pasteRole')}>
        {(described) => (
          <Select
            {...described}
            id="paste-role"
            value={role}
            onChange={(event) =>
              setRole(roles.find((each) => each === event.target.value) ?? 'pure')
            }
          >
            {roles.map((each) => (
              <option key={each} value={each}>
                {t(`hosts.roles.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </Dialog>
  );
}

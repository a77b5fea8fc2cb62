import type { ReactNode, RefObject } from 'react';
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/format.ts';
import { Button, type ButtonVariant } from './button.tsx';

const backdrop =
  'fixed inset-0 bg-black/35 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0';
const popup = classNames(
  'fixed top-1/2 left-1/2 flex max-h-[85dvh] w-[32rem] max-w-[calc(100vw-2rem)] -translate-x-1/2',
  '-translate-y-1/2 flex-col gap-4 overflow-y-auto rounded-xl border border-line bg-surface p-5',
  'shadow-high transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0',
);

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** buttons, the one that does it last */
  actions: ReactNode;
  initialFocus?: RefObject<HTMLElement | null>;
}

/** A dialog that keeps the focus, closes on Escape and gives the focus back. */
export function Dialog({ open, onClose, title, children, actions, initialFocus }: DialogProps) {
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => next || onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={backdrop} />
        <BaseDialog.Popup className={popup} initialFocus={initialFocus}>
          <BaseDialog.Title className="text-base font-semibold break-words">
            {title}
          </BaseDialog.Title>
          {children}
          <div className="flex flex-wrap justify-end gap-2">{actions}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  title: string;
  text: string;
  confirm: string;
  cancel?: string;
  variant?: ButtonVariant;
  onConfirm: () => void;
}

/** A yes-or-no question that cannot be clicked away by accident. */
export function Confirm(props: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <AlertDialog.Root open={props.open} onOpenChange={(next) => next || props.onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdrop} />
        <AlertDialog.Popup className={popup}>
          <AlertDialog.Title className="text-base font-semibold">{props.title}</AlertDialog.Title>
          <AlertDialog.Description className="text-muted">{props.text}</AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={props.onClose}>{props.cancel ?? t('common.cancel')}</Button>
            <Button variant={props.variant ?? 'primary'} onClick={props.onConfirm}>
              {props.confirm}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Ban,
  Circle,
  CircleAlert,
  CircleCheck,
  CircleSlash,
  CircleX,
  Clock,
  LoaderCircle,
  Minus,
  PowerOff,
  Undo2,
  type LucideProps,
} from 'lucide-react';
import type { ClusterStatus } from '../../shared/contract/cluster.ts';
import type { HostStatus } from '../../shared/contract/host.ts';
import type { OperationState, StepState } from '../../shared/contract/operation.ts';
import { classNames } from '../lib/format.ts';

type Tone = 'ok' | 'busy' | 'warn' | 'danger' | 'idle';

interface StateStyle {
  icon: ComponentType<LucideProps>;
  tone: Tone;
  spins?: boolean;
}

const busy: StateStyle = { icon: LoaderCircle, tone: 'busy', spins: true };

const resourceStyles: Record<ClusterStatus | HostStatus, StateStyle> = {
  INSTALLING: busy,
  RUNNING: { icon: CircleCheck, tone: 'ok' },
  FAILED: { icon: CircleX, tone: 'danger' },
  MODIFYING: busy,
  TERMINATING: busy,
  TERMINATED: { icon: CircleSlash, tone: 'idle' },
  OFFLINE: { icon: PowerOff, tone: 'warn' },
};

const operationStyles: Record<OperationState, StateStyle> = {
  pending: { icon: Clock, tone: 'idle' },
  running: busy,
  succeeded: { icon: CircleCheck, tone: 'ok' },
  partial: { icon: CircleAlert, tone: 'warn' },
  failed: { icon: CircleX, tone: 'danger' },
  cancelled: { icon: Ban, tone: 'warn' },
  'rolling-back': { icon: LoaderCircle, tone: 'warn', spins: true },
  'rolled-back': { icon: Undo2, tone: 'idle' },
};

const stepStyles: Record<StepState, StateStyle> = {
  pending: { icon: Circle, tone: 'idle' },
  running: busy,
  done: { icon: CircleCheck, tone: 'ok' },
  skipped: { icon: Minus, tone: 'idle' },
  failed: { icon: CircleX, tone: 'danger' },
  cancelled: { icon: Ban, tone: 'warn' },
  undone: { icon: Undo2, tone: 'idle' },
};

const textTone: Record<Tone, string> = {
  ok: 'text-ok',
  busy: 'text-accent',
  warn: 'text-warn',
  danger: 'text-danger',
  idle: 'text-muted',
};

const softTone: Record<Tone, string> = {
  ok: 'bg-ok-soft',
  busy: 'bg-accent-soft',
  warn: 'bg-warn-soft',
  danger: 'bg-danger-soft',
  idle: 'bg-sunken',
};

function StateIcon({ style, className }: { style: StateStyle; className?: string }) {
  const Icon = style.icon;
  return (
    <Icon
      aria-hidden
      className={classNames('size-4 shrink-0', style.spins && 'animate-spin', className)}
    />
  );
}

function Pill({ style, text }: { style: StateStyle; text: string }) {
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 rounded-full px-2 align-middle py-0.5 text-xs font-medium whitespace-nowrap',
        textTone[style.tone],
        softTone[style.tone],
      )}
    >
      <StateIcon style={style} className="size-3.5" />
      {text}
    </span>
  );
}

/** Status of a cluster or a host: icon, word and colour. */
export function ResourceStatus({ status }: { status: ClusterStatus | HostStatus }) {
  const { t } = useTranslation();
  return <Pill style={resourceStyles[status]} text={t(`statuses.${status}`)} />;
}

export function OperationStatus({ state }: { state: OperationState }) {
  const { t } = useTranslation();
  return <Pill style={operationStyles[state]} text={t(`operations.states.${state}`)} />;
}

/** A step's icon; its words stand in the name of the cell around it. */
export function StepIcon({ state }: { state: StepState }) {
  const style = stepStyles[state];
  return <StateIcon style={style} className={textTone[style.tone]} />;
}

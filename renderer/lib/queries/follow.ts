import type { Problem } from '../../../shared/contract/errors.ts';
import type {
  ControlPlaneBridge,
  StreamEvent,
  StreamInput,
  StreamName,
} from '../../../shared/contract/rpc.ts';

const RESUBSCRIBE_AFTER_MS = 2000;

interface FollowOptions<N extends StreamName> {
  /** asked at each subscription, so that one can go on where the one before broke */
  input: () => StreamInput<N>;
  onEvent: (event: StreamEvent<N>) => void;
  /** after a subscription that followed a broken one: what happened between them may be unheard */
  onResume?: () => void;
  /** whether a stream that ended for this reason is not worth another subscription */
  isFinal?: (reason: Problem) => boolean;
}

/**
 * Subscribes to a stream, and again whenever it breaks.
 * @returns the function that ends it
 */
export function follow<N extends StreamName>(
  bridge: ControlPlaneBridge,
  name: N,
  { input, onEvent, onResume, isFinal }: FollowOptions<N>,
): () => void {
  let stop = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const subscribe = () => {
    stop = bridge.subscribe(name, input(), onEvent, (reason) => {
      if (isFinal?.(reason)) return;
      timer = setTimeout(() => {
        subscribe();
        onResume?.();
      }, RESUBSCRIBE_AFTER_MS);
    });
  };
  subscribe();
  return () => {
    clearTimeout(timer);
    stop();
  };
}

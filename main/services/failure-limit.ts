import { ControlPlaneError } from '../../shared/contract/errors.ts';

export interface FailureLimit {
  /** @throws ControlPlaneError E12007 when too many failures were counted in the window */
  check(): void;
  failed(): void;
  succeeded(): void;
}

/**
 * Counts failed sign-ins in a window. All callers of a loopback service share one address, so the
 * count is one for all; who holds a valid token is never held up by it.
 */
export function createFailureLimit(
  most = 10,
  windowMs = 60_000,
  now: () => number = Date.now,
): FailureLimit {
  let failures: number[] = [];
  return {
    check() {
      const since = now() - windowMs;
      failures = failures.filter((time) => time > since);
      const oldest = failures.at(-most);
      if (oldest !== undefined) {
        const seconds = Math.max(1, Math.ceil((oldest - since) / 1000));
        throw new ControlPlaneError(
          'E12007',
          `Too many failed sign-ins. Try again in ${seconds} s.`,
          { retryAfter: seconds },
        );
      }
    },
    failed() {
      failures.push(now());
    },
    succeeded() {
      failures = [];
    },
  };
}

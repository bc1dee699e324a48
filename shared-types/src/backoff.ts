export interface BackoffLimits {
  /** Milliseconds before the first attempt. */
  min: number;
  max: number;
  /** 0 to 1: how far a delay may lie from its middle, so that many clients do not come back at once. */
  jitter: number;
}

/** Milliseconds to wait before the attempt after `failures` failed ones: doubled each time, up to `max`, with jitter. */
export function backoffDelay(failures: number, { min, max, jitter }: BackoffLimits, random = Math.random): number {
  const middle = Math.min(max, min * 2 ** failures);
  return Math.round(middle * (1 + jitter * (2 * random() - 1)));
}

import { documentedLimits } from '../../src/workspace/call-limits.ts';
import type { CallLimits } from '../../src/workspace/call-limits.ts';

/** So high that nothing waits: for a simulator without limits. */
export const noLimits: CallLimits = {
  ...documentedLimits,
  readsPerMinute: 1_000_000,
  writesPerMinute: 1_000_000,
};

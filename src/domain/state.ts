/** Where a run stands: the closed set of values of the search attribute `OffboardingState`. */
export const offboardingStates = [
  'planned',
  'awaiting-approval',
  'quarantined',
  'waiting',
  'running',
  'blocked',
  'held',
  'done',
  'rescinded',
  'rejected',
  'expired',
  'aborted',
  'failed',
] as const;

export type OffboardingState = (typeof offboardingStates)[number];

const needingAction: ReadonlySet<OffboardingState> = new Set([
  'awaiting-approval',
  'quarantined',
  'blocked',
]);

/** True where nothing moves on until a person decides. */
export const needsAction = (state: OffboardingState): boolean => needingAction.has(state);

const ended: ReadonlySet<OffboardingState> = new Set([
  'done',
  'rescinded',
  'rejected',
  'expired',
  'aborted',
  'failed',
]);

/** True until the run has come to its end. */
export const isOpen = (state: OffboardingState): boolean => !ended.has(state);

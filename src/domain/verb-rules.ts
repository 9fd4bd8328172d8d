/** When a verb makes sense. */
import type { ApprovalTerms } from './approval.ts';
import { approvalRefusal } from './approval.ts';
import type { OffboardingState } from './state.ts';
import { isOpen, offboardingStates } from './state.ts';
import type { VerbInput, VerbName } from './verbs.ts';

/** A hold that is in force. */
export interface Hold {
  reason: string;
  /** ISO 8601, UTC. */
  since: string;
  /** When it ends by itself (ISO 8601, UTC). */
  until?: string;
}

/** When a hold ends, in words; `at` writes the time. */
export const untilWhen = ({ until }: Hold, at = (iso: string) => iso): string =>
  until === undefined ? 'until it is released' : `until ${at(until)}`;

/** From here on the deletion can only be proved, not stopped. */
export interface PointOfNoReturn {
  /** ISO 8601, UTC. */
  at: string;
  /** What happened then, as a sentence. */
  sentence: string;
}

/** What the rules look at: where a run stands when a verb arrives. */
export interface Standing {
  /** The state beneath a hold. */
  state: OffboardingState;
  hold?: Hold | undefined;
  /** `retry`, `skip` or `abort`, if one was sent and is not carried out yet. */
  resolution?: string | undefined;
  /** It was rescinded, and is coming to its end. */
  isRescinded?: boolean | undefined;
  /** The step that was refused. */
  blocked?: { step: string } | undefined;
  pointOfNoReturn?: PointOfNoReturn | undefined;
  /** A case only: its plan, which can be approved. */
  approval?: ApprovalTerms | undefined;
  /** A case only: whether HR wants the leaver offboarded. */
  isOrdered?: boolean | undefined;
  /** A case only: the desktops that it would delete. */
  desktopIds?: readonly string[] | undefined;
  /** A clean-up: its plan can be approved where it only was to be made, and desktops be excluded until its end. */
  isCleanUp?: boolean | undefined;
  /** ms since the epoch. */
  now: number;
}

/** A state beneath a hold is never `held`. */
const open = offboardingStates.filter((state) => isOpen(state) && state !== 'held');

/** The states that a verb makes sense in; a hold over them changes nothing, but for `expedite`. */
const takenIn: Record<VerbName, readonly OffboardingState[]> = {
  hold: open,
  release: open,
  rescind: open,
  resolve: ['blocked'],
  approve: ['awaiting-approval', 'quarantined'],
  reject: ['awaiting-approval', 'quarantined'],
  reschedule: ['planned', 'awaiting-approval', 'waiting'],
  expedite: ['planned', 'awaiting-approval', 'waiting'],
  exclude: ['planned', 'awaiting-approval', 'quarantined', 'waiting'],
};

const takenByCleanUpIn: Partial<typeof takenIn> = {
  approve: ['planned', ...takenIn.approve],
  reject: ['planned', ...takenIn.reject],
  exclude: open,
};

/** Temporal's timers end after a hundred years, and nobody means that. */
const farAway = 10 * 365 * 24 * 3_600_000;

/** Steps whose refusal nobody can wave through. */
export const unskippable: ReadonlySet<string> = new Set([
  'confirmDesktopGone',
  'settleDeleteDesktop',
  'planDesktop',
  'planLeaver',
  'confirmGo',
  'confirmUser',
  'planCleanUp',
  'claimBudget',
  'confirmDesktopsGone',
]);

type Rules = {
  [N in VerbName]?: (input: VerbInput<N>, standing: Standing) => string | undefined;
};

/** Beyond the state: why a verb makes no sense now; undefined if it does. */
const rules: Rules = {
  hold: ({ until }, standing) => {
    const { hold, now } = standing;
    if (until !== undefined && Date.parse(until) <= now) return 'until is over already';
    if (until !== undefined && Date.parse(until) > now + farAway) {
      return 'until is more than ten years away; leave it out to hold until released';
    }
    const isShorter =
      hold !== undefined &&
      until !== undefined &&
      (hold.until === undefined || Date.parse(until) < Date.parse(hold.until));
    if (!isShorter) return tooLate(standing);
    return `it is held ${untilWhen(hold)} already, and another hold cannot shorten that; send release first`;
  },
  release: (_, { hold }) => (hold === undefined ? 'the run is not held' : undefined),
  rescind: (_, standing) => tooLate(standing),
  resolve: ({ action }, { blocked, resolution }) => {
    if (resolution !== undefined) return `it was resolved a moment ago, with ${resolution}`;
    if (action === 'skip' && blocked !== undefined && unskippable.has(blocked.step)) {
      return `${blocked.step} cannot be skipped; send retry or abort`;
    }
    return undefined;
  },
  reschedule: ({ effectiveAt }, { now, isOrdered }) => {
    if (isOrdered === false) return notOrdered;
    const at = Date.parse(effectiveAt);
    if (at > now + farAway) return 'effectiveAt is more than ten years away; send rescind instead';
    return at <= now ? 'effectiveAt is over already; send expedite' : undefined;
  },
  approve: (input, { approval }) =>
    approval === undefined ? 'there is no plan yet' : approvalRefusal(input, approval),
  // The plan of a clean-up may have thousands, and is not in its run.
  exclude: ({ desktopId }, { desktopIds = [], isCleanUp }) =>
    isCleanUp || desktopIds.includes(desktopId)
      ? undefined
      : `the plan does not delete a desktop ${desktopId}; it does ${desktopIds.join(', ') || 'none'}`,
  expedite: (_, { hold, isOrdered }) => {
    if (isOrdered === false) return notOrdered;
    return hold === undefined ? undefined : 'it is held; send release first';
  },
};

const notOrdered = 'HR has not opened the case yet';

const tooLate = ({ pointOfNoReturn }: Standing) =>
  pointOfNoReturn === undefined ? undefined : `too late: ${pointOfNoReturn.sentence}`;

/** Why a verb makes no sense where the run stands; undefined if it does. */
export function refusalOf<N extends VerbName>(
  name: N,
  input: VerbInput<N>,
  standing: Standing,
): string | undefined {
  if (standing.isRescinded) return 'the run was rescinded and is coming to its end';
  if (standing.resolution === 'abort') return 'the run was aborted and is coming to its end';
  const { state, isCleanUp } = standing;
  const states = (isCleanUp && takenByCleanUpIn[name]) || takenIn[name];
  if (!states.includes(state)) {
    return name === 'resolve'
      ? 'the run is not blocked, so there is nothing to resolve'
      : `not accepted while the run is ${state}; only while it is ${inWords(states)}`;
  }
  return rules[name]?.(input, standing);
}

const inWords = (states: readonly string[]) =>
  states.length === 1 ? states[0] : `${states.slice(0, -1).join(', ')} or ${states.at(-1)}`;

import { counted } from '../counted.ts';
import { percent } from './percent.ts';
import type { BlastRadius } from './plan.ts';
import type { CleanUpPolicy } from './policy.ts';

/** How far clean-ups may go without a person. A policy can only be stricter. */
export interface CleanUpLimits {
  /** Desktops of one plan; what share of the estate they may be. */
  maxDesktops: number;
  maxShare: number;
  /** By what share a list of desktops or users may differ from that of the plan before. */
  maxChange: number;
  /** Desktops of all policies of a project in any 24 hours; what share of the estate they may be. */
  dailyDesktops: number;
  dailyShare: number;
}

export const defaultLimits: CleanUpLimits = {
  maxDesktops: 1_000,
  maxShare: 0.1,
  maxChange: 0.2,
  dailyDesktops: 1_000,
  dailyShare: 0.2,
};

export interface Seen {
  desktops: number;
  users: number;
}

/** What a plan is measured by. */
export interface PlanSize {
  selected: number;
  seen: Seen;
  /**
   * The newest plan of the project whose lists can be believed, and when it was made; there may be none.
   * `claimed`: desktops of all plans that were under way since.
   */
  before: { seen: Seen; now: string; claimed: number } | undefined;
  /** Desktops of other plans of the project that are under way, or ended in the last 24 hours. */
  claimed: number;
}

/** What holds for a policy: the stricter of what it says itself and of the settings. */
export const limitsFor = (
  { limits }: Pick<CleanUpPolicy, 'limits'>,
  settings: CleanUpLimits,
): CleanUpLimits => ({
  ...settings,
  maxDesktops: Math.min(limits.maxDesktops ?? Infinity, settings.maxDesktops),
  maxShare: Math.min(limits.maxShare ?? Infinity, settings.maxShare),
  maxChange: Math.min(limits.maxChange ?? Infinity, settings.maxChange),
});

/** Why a plan is more than may happen without a person, a sentence each; none if it is not. */
export const blastRadius = (size: PlanSize, limits: CleanUpLimits): BlastRadius => [
  ...tooMany(size, limits),
  ...suspectLists(size, limits),
  ...overBudget(size, limits),
];

function tooMany(
  { selected, seen }: Pick<PlanSize, 'selected' | 'seen'>,
  { maxDesktops, maxShare }: CleanUpLimits,
): string[] {
  const isMany = selected > maxDesktops;
  const isMuch = selected / seen.desktops > maxShare;
  return [
    ...(isMany
      ? [
          `It would delete ${counted(selected, 'desktop')}; one plan may have ${count(maxDesktops)}.`,
        ]
      : []),
    ...(isMuch
      ? [
          `It would delete ${count(selected)} of ${counted(seen.desktops, 'desktop')}; one plan may have ${percent(maxShare)} of the estate.`,
        ]
      : []),
  ];
}

/** Lists that differ so much from those of the plan before that one of the two may be wrong. */
export function suspectLists(
  { seen, before }: Pick<PlanSize, 'seen' | 'before'>,
  { maxChange }: Pick<CleanUpLimits, 'maxChange'>,
): string[] {
  if (before === undefined) return [];
  return (['desktops', 'users'] as const).flatMap((kind) => {
    const [was, is] = [before.seen[kind], seen[kind]];
    const byUs = kind === 'desktops' && is < was ? Math.min(before.claimed, was - is) : 0;
    const changed = (Math.abs(was - is) - byUs) / was;
    // Not a number where there is none, as before.
    if (Number.isNaN(changed) || changed <= maxChange) return [];
    const how = is < was ? 'shrunk' : 'grown';
    return [
      `The list of ${kind} has ${how} from ${count(was)} to ${count(is)} since ${before.now}; more than ${percent(maxChange)} is suspect.`,
    ];
  });
}

/** Over how long the budget of a project is counted. */
export const budgetMs = 24 * 3_600_000;

/** The budget of a project, over all its policies. */
export function overBudget(
  { selected, seen, claimed }: Pick<PlanSize, 'selected' | 'seen' | 'claimed'>,
  { dailyDesktops, dailyShare }: Pick<CleanUpLimits, 'dailyDesktops' | 'dailyShare'>,
): string[] {
  if (selected === 0) return [];
  const sum = claimed + selected;
  const [these, desktops] =
    claimed === 0
      ? ['It would delete', ' desktops']
      : [
          `Together with ${counted(claimed, 'desktop')} of plans that are under way or ended in the last 24 hours these are`,
          '',
        ];
  return [
    ...(sum > dailyDesktops
      ? [
          `${these} ${count(sum)}${desktops}; the project may lose ${count(dailyDesktops)} in 24 hours.`,
        ]
      : []),
    ...(sum / seen.desktops > dailyShare
      ? [
          `${these} ${count(sum)} of ${count(seen.desktops)}${desktops}; the project may lose ${percent(dailyShare)} in 24 hours.`,
        ]
      : []),
  ];
}

const count = (n: number) => n.toLocaleString('en-US');

import { refusals } from '../../domain/refusals.ts';
import type { StepReceipt } from '../../domain/result.ts';
import type { RequestRecord } from '../../simulator/requests.ts';
import type { Violation } from '../../simulator/audit.ts';
import type { Actor } from './cast.ts';
import type { Sight } from './follow.ts';
import { callsAbout } from './happenings.ts';

/** What became of one desktop. */
export interface Fate {
  actor: Actor;
  outcome: string;
  reason: string;
  /** What the API refused on the way, `error_code` → how often. */
  met: Record<string, number>;
  historyEvents: number;
  apiCalls: number;
  /** It ended as its part says. */
  asExpected: boolean;
}

/** The demo's result, as `--json` prints it. */
export interface Account {
  desktops: number;
  deleted: number;
  alreadyGone: number;
  kept: number;
  blocked: number;
  violations: number;
  historyEvents: Spread;
  apiCalls: Spread;
  seconds: number;
}

export interface Spread {
  median: number;
  max: number;
}

/** @param requests calls by the worker, not by anybody else */
export const fateOf = (
  actor: Actor,
  sight: Sight | undefined,
  requests: readonly RequestRecord[],
): Fate => {
  const calls = callsAbout(requests, actor);
  const { outcome, reason, steps } = ending(sight);
  const renewals = calls
    .filter(({ status }) => status === 401)
    .flatMap((call) => call.error_code ?? []);
  const user = sight?.is === 'ended' ? sight.result.user.outcome : undefined;
  const { ends, user: expectedUser } = actor.part;
  return {
    actor,
    outcome,
    reason,
    met: counted([...steps.flatMap(codesOf), ...renewals].filter((code) => !(code in refusals))),
    historyEvents: sight?.historyEvents ?? 0,
    apiCalls: calls.length,
    asExpected: outcome === ends && (expectedUser === undefined || expectedUser === user),
  };
};

const ending = (
  sight: Sight | undefined,
): { outcome: string; reason: string; steps: readonly StepReceipt[] } => {
  if (sight === undefined) return { outcome: 'not seen', reason: '', steps: [] };
  switch (sight.is) {
    case 'ended':
      return sight.result;
    case 'closed':
      return { outcome: sight.how, reason: 'The run ended without a result.', steps: [] };
    case 'open': {
      const { blocked, state, sentence, steps } = sight;
      return {
        outcome: blocked === undefined ? `still ${state}` : 'blocked',
        reason: blocked?.message ?? sentence,
        steps,
      };
    }
  }
};

/** The codes of a step, with that of a job that failed: it is no failure of a call. */
const codesOf = ({ errorCodes, step, outcome, summary }: StepReceipt): string[] => [
  ...Object.entries(errorCodes).flatMap(([code, times]) => Array<string>(times).fill(code)),
  ...(step === 'showJob' && outcome === 'done'
    ? (summary.match(/(?<=failed with )[A-Z]+\.\w+/) ?? [])
    : []),
];

const counted = (codes: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
};

export const accountFor = (
  fates: readonly Fate[],
  violations: readonly Violation[],
  seconds: number,
): Account => {
  const count = (wanted: string) => fates.filter(({ outcome }) => outcome === wanted).length;
  return {
    desktops: fates.length,
    deleted: count('deleted'),
    alreadyGone: count('already-gone'),
    kept: count('kept'),
    blocked: count('blocked'),
    violations: violations.length,
    historyEvents: spread(fates.map(({ historyEvents }) => historyEvents)),
    apiCalls: spread(fates.map(({ apiCalls }) => apiCalls)),
    seconds: Math.round(seconds * 10) / 10,
  };
};

const spread = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0, max: sorted.at(-1) ?? 0 };
};

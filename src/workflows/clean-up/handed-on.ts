import * as v from 'valibot';
import type { Approval } from '../../domain/case-result.ts';
import type { PlanInBrief } from '../../domain/clean-up/plan.ts';
import { cleanUpPolicySchema } from '../../domain/clean-up/policy.ts';
import type { AloneDesktop, Exclusion } from '../../domain/clean-up/result.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { Tally } from './clean-up-board.ts';

/** What a clean-up hands on to its next run, between waves: its plan is being carried out. */
export interface HandedOn {
  plan: PlanInBrief;
  /** Index of the first desktop of the plan that no wave has had. */
  next: number;
  startedAt: string;
  /** What the waves have come to. */
  ofWaves: Tally;
  approvals: Approval[];
  exclusions: Exclusion[];
  alone: AloneDesktop[];
  /** How many more desktops may leave their waves before a person is asked. */
  mayLeave: number;
  verbs: VerbRecord[];
}

/** The input of `cleanUpDesktops`. `handedOn` is its own, and believed only where a run has handed it on. */
export const cleanUpInputSchema = v.strictObject({
  policy: cleanUpPolicySchema,
  handedOn: v.exactOptional(
    v.custom<HandedOn>((input) => typeof input === 'object' && input !== null),
  ),
});

/** Waves of plans that a test makes up, and a run that takes their steps. */
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { StepResult } from '../../src/activities/attempt/step.ts';
import type { CleanUpPlan, SelectedDesktop } from '../../src/domain/clean-up/plan.ts';
import type { LeftOut, Wave } from '../../src/domain/clean-up/wave.ts';
import { writePlan } from '../../src/evidence/clean-up-plans.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import type { FoundBy, InputOf, Step } from '../../src/workflows/run/steps.ts';
import { ownerOf } from '../support/estate.ts';
import type { Stage } from './stage.ts';
import { stepUpdate } from './steps-workflow.ts';

/** What a plan says of the estate's `desktop(name)`. */
export const selected = (name: string, more: Partial<SelectedDesktop> = {}): SelectedDesktop => ({
  desktopId: name,
  userId: ownerOf(name),
  facts: {
    attachedUsers: [
      { userId: more.userId === undefined ? ownerOf(name) : more.userId, type: 'USER' },
    ],
    desktopType: 'DEDICATED',
    frozen: false,
    inMaintenance: false,
    prepaid: false,
    tags: [],
  },
  why: ['a test says so'],
  onlyIf: {},
  ...more,
});

/** Stores a plan for these desktops, and gives the wave of all of them. */
export async function plannedWave(
  { house }: Stage,
  desktops: readonly SelectedDesktop[],
  more: Partial<CleanUpPlan> = {},
): Promise<Wave> {
  const evidence = openEvidence(house.settings.evidence);
  const plan: CleanUpPlan = {
    policy: `policy-${randomUUID()}`,
    project: 'default',
    mode: 'auto',
    now: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    seen: { desktops: desktops.length, users: desktops.length },
    selected: desktops,
    excluded: [],
    deleteUsers: false,
    policyDigest: '0'.repeat(64),
    evidenceStore: await evidence.id(),
    ...more,
  };
  const remembered = { isSuspect: false, skippedRuns: 0, statusSince: {} };
  const { policy, project, evidenceStore } = plan;
  const digest = await writePlan(evidence.objects, plan, remembered);
  return { policy, project, digest, evidenceStore, from: 0, to: desktops.length, without: [] };
}

/** A job that deletes a whole wave. */
export const jobOf = ({ from, to }: Wave, jobId: string) => ({ jobId, from, to });

export interface CleanUp {
  handle: WorkflowHandle;
  /** Carries out a step of this run, and gives what it found. */
  run<S extends Step>(step: S, input: InputOf<S>): Promise<FoundBy<S>>;
}

/** One run for all the steps of a wave: what it has on record is its own. */
export async function startCleanUp(stage: Stage): Promise<CleanUp> {
  const handle = await stage.own([]);
  return {
    handle,
    run: async <S extends Step>(step: S, input: InputOf<S>) => {
      const result = await handle.executeUpdate(stepUpdate, { args: [{ step, input }] });
      // A step and what it finds belong together; the client only knows the update.
      return (result as StepResult<FoundBy<S>>).found;
    },
  };
}

/** Desktop id → what its leaving was, and why. */
export const leaving = (left: readonly LeftOut[]) =>
  Object.fromEntries(left.map(({ desktopId, is, reason }) => [desktopId, `${is}: ${reason}`]));

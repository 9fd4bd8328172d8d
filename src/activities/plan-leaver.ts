import { plannedFacts } from '../domain/planned-facts.ts';
import { guard } from '../domain/guard.ts';
import type { Leaver } from '../domain/leaver-event.ts';
import type { LeaverPlan, PlannedDesktop, PlannedUser } from '../domain/leaver-plan.ts';
import type { LeaverTerms } from '../domain/leaver-terms.ts';
import { digest } from '../evidence/digest.ts';
import type { DesktopDetail } from '../workspace/client.ts';
import type { Attempt } from './attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { desktopsOf } from './desktops-of.ts';
import { blocking } from './failure.ts';
import { findUser } from './find-user.ts';
import { readDesktop } from './read-desktop.ts';
import { reasonToKeep } from './reason-to-keep.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';
import type { LeaverRef } from './subject.ts';

export interface PlanLeaverInput extends LeaverRef {
  leaver: Pick<Leaver, 'userName' | 'domain' | 'kind' | 'effectiveAt'>;
  /** The leave was expedited: what is planned is due at the effective time. */
  withoutGrace: boolean;
  /** What operators took out of the plan. */
  excluded: readonly { desktopId: string; reason: string }[];
}

export interface PlannedLeaver {
  plan: LeaverPlan;
  /** SHA-256 of the plan. */
  digest: string;
  terms: LeaverTerms;
  evidenceStore: string;
  /** What times are to be shown in; IANA name. */
  timeZone: string;
  /** Of the first user. */
  project: string;
}

/**
 * Finds the leaver's user in every project of the settings and says what becomes of their desktops
 * (ListUsers, ListDesktopsDetail, ShowDesktopDetail). Changes nothing.
 */
export const planLeaver = (dependencies: Dependencies) =>
  step(dependencies, async (input: PlanLeaverInput, attempt): Promise<StepEnd<PlannedLeaver>> => {
    const { sender, personId, leaver, withoutGrace } = input;
    const { policy, leavers, evidence, timeZone } = dependencies;
    const { kind, effectiveAt } = leaver;
    const terms = leavers.termsFor(sender, kind);
    const due = Date.parse(effectiveAt) + (withoutGrace ? 0 : terms.graceMs);
    const dueAt = new Date(due).toISOString();

    const users = await findUsers(dependencies, attempt, input);
    const [first] = users;
    if (first === undefined) {
      throw blocking('USER.NONE', 'No Workspace user has the leaver’s user name, in any project.');
    }
    const shares = await Promise.all(
      users.map((user) => planUser(dependencies, attempt, user, { ...input, dueAt })),
    );

    // What only concerns how people are told, or how long a case is remembered, needs no approval.
    const { notifies: _, noticeMs: __, memoryMs: ___, ...binding } = terms;
    const plan: LeaverPlan = {
      sender,
      personId,
      kind,
      effectiveAt,
      dueAt,
      users: shares.map(({ user }) => user),
      desktops: shares.flatMap(({ desktops }) => desktops).toSorted(byProjectAndId),
      lock: terms.lock,
      deleteUsers: terms.deleteUsers,
      policyDigest: digest({ policy, keep: leavers.keep, terms: binding }),
    };
    const found = {
      plan,
      digest: digest(plan),
      terms,
      evidenceStore: await evidence.id(),
      timeZone,
      project: first.project,
    };
    return { found, summary: summaryOf(plan) };
  });

interface FoundUser {
  project: string;
  userId: string;
  totalDesktops: number;
}

async function findUsers(
  { workspaces, leavers }: Dependencies,
  attempt: Attempt,
  { sender, leaver }: PlanLeaverInput,
): Promise<FoundUser[]> {
  const { userName, domain = leavers.domainOf(sender) } = leaver;
  const perProject = await Promise.all(
    [...workspaces.keys()].map(async (project): Promise<FoundUser[]> => {
      const user = await findUser(attempt.workspaceIn(project), { userName, domain }, project);
      if (user === undefined) return [];
      return [{ project, userId: user.id, totalDesktops: user.total_desktops ?? 0 }];
    }),
  );
  return perProject.flat();
}

async function planUser(
  dependencies: Dependencies,
  attempt: Attempt,
  { project, userId, totalDesktops }: FoundUser,
  input: PlanLeaverInput & { dueAt: string },
): Promise<{ user: PlannedUser; desktops: PlannedDesktop[] }> {
  const listed = await desktopsOf(attempt.workspaceIn(project), userId);
  const desktops = await Promise.all(
    listed.map((detail) => planOne(dependencies, attempt, { project, userId, detail }, input)),
  );
  const isMore = totalDesktops > listed.length;
  return {
    user: { project, userId, ...(isMore && { countedDesktops: totalDesktops }) },
    desktops: desktops.filter((desktop) => desktop !== undefined),
  };
}

/** By a read of its own, as the guard will make one: a listing may lag, or say less. */
async function planOne(
  dependencies: Dependencies,
  attempt: Attempt,
  { project, userId, detail }: { project: string; userId: string; detail: DesktopDetail },
  { excluded, dueAt }: PlanLeaverInput & { dueAt: string },
): Promise<PlannedDesktop | undefined> {
  const { policy, leavers, timeZone } = dependencies;
  const { desktop_id: desktopId, computer_name: computerName = '' } = detail;
  const workspace = attempt.workspaceIn(project);
  const reading = await readDesktop(dependencies, { workspace }, desktopId);
  if (reading.is !== 'present') return undefined;
  const { facts } = reading;
  if (!facts.attachedUsers.some((user) => user.userId === userId)) return undefined;

  const desktop = { desktopId, project, userId, facts: plannedFacts(facts) };
  const exclusion = excluded.find((one) => one.desktopId === desktopId);
  const kept =
    exclusion === undefined
      ? reasonToKeep({ desktopId, userId, computerName, tags: facts.tags }, leavers.keep, {
          dueAt,
          timeZone,
        })
      : `Kept: excluded by an operator (${exclusion.reason}).`;
  if (kept !== undefined) return { ...desktop, action: 'keep', reason: kept };

  const verdict = guard(facts, userId, policy);
  if (verdict.is === 'proceed') return { ...desktop, action: 'delete' };
  const reason =
    verdict.is === 'wait'
      ? `It would wait now, because ${verdict.reason}.`
      : `It would not be deleted now: ${verdict.reason}.`;
  return { ...desktop, action: 'delete', reason };
}

const byProjectAndId = (a: PlannedDesktop, b: PlannedDesktop) =>
  compare(a.project, b.project) || compare(a.desktopId, b.desktopId);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function summaryOf({ desktops, users, dueAt }: LeaverPlan): string {
  const going = desktops.filter(({ action }) => action === 'delete').length;
  const who = users.map(({ userId, project }) => `${userId} in ${project}`).join(', ');
  return `User ${who}: ${going} of ${desktops.length} desktops to delete from ${dueAt} on.`;
}

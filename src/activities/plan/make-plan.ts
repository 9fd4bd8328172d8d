import { guard } from '../../domain/guard.ts';
import type { Leaver } from '../../domain/leaver-event.ts';
import type {
  LeaverPlan,
  PlanRemarks,
  PlannedDesktop,
  PlannedUser,
} from '../../domain/leaver-plan.ts';
import { keyOf } from '../../domain/leaver-plan.ts';
import type { LeaverTerms } from '../../domain/leaver-terms.ts';
import { plannedFacts } from '../../domain/planned-facts.ts';
import { digest } from '../../evidence/digest.ts';
import type { DesktopDetail, WorkspaceClient } from '../../workspace/client.ts';
import type { Dependencies } from '../dependencies.ts';
import { desktopsOf } from '../read/desktops-of.ts';
import { findUser } from '../read/find-user.ts';
import { OwnRefusal } from '../attempt/own-refusal.ts';
import { readDesktop } from '../read/read-desktop.ts';
import { reasonToKeep } from './reason-to-keep.ts';

/** What a plan is made by: the settings, and a client for each project. */
export interface Planning extends Pick<Dependencies, 'policy' | 'leavers' | 'timeZone' | 'treat'> {
  /** Names of all projects, the default one first. */
  projects: readonly string[];
  workspaceIn(project: string): WorkspaceClient;
}

/** For whom, and how. */
export interface PlanRequest {
  sender: string;
  personId: string;
  leaver: Pick<Leaver, 'userName' | 'domain' | 'kind' | 'effectiveAt'>;
  /** The leave was expedited: what is planned is due at the effective time. */
  withoutGrace: boolean;
  /** What operators took out of the plan. */
  excluded: readonly { desktopId: string; reason: string }[];
}

export interface MadePlan {
  plan: LeaverPlan;
  /** SHA-256 of the plan. */
  digest: string;
  remarks: PlanRemarks;
  terms: LeaverTerms;
  /** Of the first user. */
  project: string;
}

/**
 * Finds the leaver's user in every project and says what becomes of their desktops (ListUsers,
 * ListDesktopsDetail, ShowDesktopDetail). Changes nothing, and needs no Temporal.
 *
 * @throws OwnRefusal if there is no such user, or several in one project.
 */
export async function makePlan(planning: Planning, request: PlanRequest): Promise<MadePlan> {
  const { sender, personId, leaver, withoutGrace } = request;
  const { policy, leavers } = planning;
  const { kind, effectiveAt } = leaver;
  const terms = leavers.termsFor(sender, kind);
  const due = Date.parse(effectiveAt) + (withoutGrace ? 0 : terms.graceMs);
  const dueAt = new Date(due).toISOString();

  const users = await findUsers(planning, request);
  const [first] = users;
  if (first === undefined) {
    throw new OwnRefusal(
      'USER.NONE',
      'No Workspace user has the leaver’s user name, in any project.',
    );
  }
  const shares = await Promise.all(
    users.map((user) => planUser(planning, user, { ...request, dueAt })),
  );

  const looked = shares.flatMap(({ desktops }) => desktops);
  const remarks = looked.flatMap(({ desktop, remark }) =>
    remark === undefined ? [] : [[keyOf(desktop), remark]],
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
    desktops: looked.map(({ desktop }) => desktop).toSorted(byProjectAndId),
    lock: terms.lock,
    deleteUsers: terms.deleteUsers,
    policyDigest: digest({ policy, keep: leavers.keep, terms: binding }),
  };
  const made = { plan, digest: digest(plan), remarks: Object.fromEntries(remarks) };
  return { ...made, terms, project: first.project };
}

/** `remark`: what the guard says of deleting it now, if not yes. */
interface LookedAt {
  desktop: PlannedDesktop;
  remark?: string;
}

interface FoundUser {
  project: string;
  userId: string;
  totalDesktops: number;
}

async function findUsers(
  { projects, workspaceIn, leavers }: Planning,
  { sender, leaver }: PlanRequest,
): Promise<FoundUser[]> {
  const { userName, domain = leavers.domainOf(sender) } = leaver;
  const perProject = await Promise.all(
    projects.map(async (project): Promise<FoundUser[]> => {
      const user = await findUser(workspaceIn(project), { userName, domain }, project);
      if (user === undefined) return [];
      return [{ project, userId: user.id, totalDesktops: user.total_desktops ?? 0 }];
    }),
  );
  return perProject.flat();
}

async function planUser(
  planning: Planning,
  { project, userId, totalDesktops }: FoundUser,
  input: PlanRequest & { dueAt: string },
): Promise<{ user: PlannedUser; desktops: LookedAt[] }> {
  const listed = await desktopsOf(planning.workspaceIn(project), userId);
  const desktops = await Promise.all(
    listed.map((detail) => planOne(planning, { project, userId, detail }, input)),
  );
  const isMore = totalDesktops > listed.length;
  return {
    user: { project, userId, ...(isMore && { countedDesktops: totalDesktops }) },
    desktops: desktops.filter((desktop) => desktop !== undefined),
  };
}

/** By a read of its own, as the guard will make one: a listing may lag, or say less. */
async function planOne(
  planning: Planning,
  { project, userId, detail }: { project: string; userId: string; detail: DesktopDetail },
  { excluded, dueAt }: PlanRequest & { dueAt: string },
): Promise<LookedAt | undefined> {
  const { policy, leavers, timeZone } = planning;
  const { desktop_id: desktopId, computer_name: computerName = '' } = detail;
  const workspace = planning.workspaceIn(project);
  const reading = await readDesktop(planning, { workspace }, desktopId);
  if (reading.is !== 'present') return undefined;
  const { facts } = reading;
  if (!facts.attachedUsers.some((user) => user.userId === userId)) return undefined;

  const desktop = { desktopId, project, userId, facts: plannedFacts(facts) };
  const exclusion = excluded.find((one) => one.desktopId === desktopId);
  const kept =
    exclusion === undefined
      ? reasonToKeep(leavers.keep, { dueAt, timeZone })({
          desktopId,
          userId,
          computerName,
          tags: facts.tags,
        })
      : 'Kept: excluded by an operator.';
  if (kept !== undefined) return { desktop: { ...desktop, action: 'keep', reason: kept } };

  const toGo = { ...desktop, action: 'delete' as const };
  const verdict = guard(facts, userId, policy);
  if (verdict.is === 'proceed') return { desktop: toGo };
  const remark =
    verdict.is === 'wait'
      ? `It would wait now, because ${verdict.reason}.`
      : `It would not be deleted now: ${verdict.reason}.`;
  return { desktop: toGo, remark };
}

const byProjectAndId = (a: PlannedDesktop, b: PlannedDesktop) =>
  compare(a.project, b.project) || compare(a.desktopId, b.desktopId);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

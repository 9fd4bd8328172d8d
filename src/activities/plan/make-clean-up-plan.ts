import {
  blastRadius,
  budgetMs,
  limitsFor,
  suspectLists,
} from '../../domain/clean-up/blast-radius.ts';
import type { EstateDesktop, Known, StatusSince } from '../../domain/clean-up/estate.ts';
import { ownerOf } from '../../domain/clean-up/estate.ts';
import type { BlastRadius, CleanUpPlan } from '../../domain/clean-up/plan.ts';
import type { CleanUpPolicy } from '../../domain/clean-up/policy.ts';
import type { Selection, SelectionVerdict } from '../../domain/clean-up/select.ts';
import { select } from '../../domain/clean-up/select.ts';
import { statusSince } from '../../domain/clean-up/status-since.ts';
import { claimedSince } from '../../evidence/clean-up-budget.ts';
import { latestPlan, latestTrusted } from '../../evidence/clean-up-plans.ts';
import type { PlanNote } from '../../evidence/clean-up-plans.ts';
import { digest } from '../../evidence/digest.ts';
import type { ObjectStore } from '../../evidence/object-store.ts';
import type { CleanUpSettings, KeepSettings } from '../../settings/settings.ts';
import type { WorkspaceClient } from '../../workspace/client.ts';
import type { Dependencies } from '../dependencies.ts';
import { inOrder } from '../attempt/in-order.ts';
import { readDesktops, readUse, readUsers } from './read-estate.ts';
import { reasonToKeep } from './reason-to-keep.ts';
import { isUserAbsent } from '../read/user-absent.ts';

/** What a plan is made by: the settings, one project, and where earlier plans are. */
export interface CleanUpPlanning extends Pick<Dependencies, 'policy' | 'timeZone' | 'treat'> {
  keep: KeepSettings;
  limits: CleanUpSettings;
  project: string;
  workspace: WorkspaceClient;
  objects: ObjectStore;
  /** Id of the evidence store. */
  evidenceStore: string;
  /** Temporal's id of the run that plans: what an earlier attempt of it planned is no plan before this one. */
  runId?: string;
  /** Ids of desktops that have open runs of their own. */
  openRuns(): Promise<ReadonlySet<string>>;
  /** What earlier attempts have found out of users, and who hears of what this one does. */
  lookUps?: { found: LookUps; handOn(found: LookUps): void };
}

/** User id → whether there is no such user; null if that was not said. */
export type LookUps = Readonly<Record<string, boolean | null>>;

export interface MadeCleanUpPlan {
  plan: CleanUpPlan;
  beyond: BlastRadius;
  /** Its lists have changed so much that later ones are not to be compared with them. */
  isSuspect: boolean;
  statusSince: StatusSince;
  /** As they were listed. */
  desktops: readonly EstateDesktop[];
  /** Of every desktop, by its id. */
  verdicts: Selection['verdicts'];
  /** The policy's newest plan before this one. */
  previous: PlanNote | undefined;
}

/**
 * Looks at all of a project and says which desktops a policy would delete (ListDesktopsDetail, ListUsers,
 * ListDesktopUsageMetric, ListLoginRecordsNew, ListUserDetail). Changes and stores nothing, and needs no
 * Temporal.
 *
 * @throws IncompleteListing if a list is shorter or longer than it says it is.
 */
export async function makeCleanUpPlan(
  planning: CleanUpPlanning,
  content: CleanUpPolicy,
): Promise<MadeCleanUpPlan> {
  const { project, workspace, objects, policy, keep, timeZone } = planning;
  // By this instant everything is judged, however long the reading takes.
  const at = new Date();
  const now = at.toISOString();
  const { unusedForMs } = content.select;
  const [desktops, users, use, openRuns, previous, trusted, claimed] = await Promise.all([
    readDesktops(workspace),
    readUsers(workspace),
    unusedForMs === undefined
      ? undefined
      : readUse(workspace, { now: at.getTime(), forMs: unusedForMs }),
    planning.openRuns(),
    latestPlan(objects, { project, policy: content.name, notOf: planning.runId }),
    latestTrusted(objects, project),
    claimedSince(objects, { project, since: new Date(at.getTime() - budgetMs) }),
  ]);

  const since = statusSince(desktops, content, previous, now);
  const known = { now: at.getTime(), users, ...(use && { use }), statusSince: since, openRuns };
  const why = reasonToKeep(keep, { dueAt: now, timeZone });
  const keeping = {
    guard: policy,
    bySettings: ({ facts, computerName }: EstateDesktop) =>
      why({ ...facts, userId: userIdOf(facts) ?? '', computerName }),
  };
  const selectBy = (isAbsent: Known['isAbsent']) =>
    select(content, desktops, { ...known, isAbsent }, keeping);
  const { selected, excluded, verdicts } = selectBy(
    await lookUps(planning, content, desktops, selectBy),
  );

  const seen = { desktops: desktops.length, users: users.ids.size };
  const limits = limitsFor(content, planning.limits);
  const plan: CleanUpPlan = {
    policy: content.name,
    project,
    mode: content.mode,
    now,
    expiresAt: new Date(at.getTime() + content.approval.withinMs).toISOString(),
    seen,
    selected,
    excluded,
    deleteUsers: content.deleteUsers,
    policyDigest: digest({ content, policy, keep }),
    evidenceStore: planning.evidenceStore,
  };
  const before = trusted && {
    ...trusted,
    claimed: await claimedSince(objects, { project, since: new Date(trusted.now) }),
  };
  const size = { selected: selected.length, seen, before, claimed };
  return {
    plan,
    beyond: blastRadius(size, limits),
    isSuspect: suspectLists(size, limits).length > 0,
    statusSince: since,
    desktops,
    verdicts,
    previous,
  };
}

/** What one attempt can look up within its time, at 200 reads a minute. */
const mostLookUps = 1_500;

/** As many as are under way together, so that their latency does not slow the flow. */
const lookUpsAtOnce = 4;

/**
 * Looks up whoever would be missing, if the list of users were all that is needed to tell. What is found is
 * handed on at once: where calls are few, one attempt does not come to the end.
 */
async function lookUps(
  planning: CleanUpPlanning,
  { select: by }: CleanUpPolicy,
  desktops: readonly EstateDesktop[],
  selectBy: (isAbsent: Known['isAbsent']) => Selection,
): Promise<Known['isAbsent']> {
  if (by.owner !== 'missing') return () => undefined;
  const { verdicts } = selectBy(() => true);
  const owners = (is: SelectionVerdict['is']) =>
    desktops
      .filter(({ facts }) => verdicts.get(facts.desktopId)?.is === is)
      .flatMap(({ facts }) => userIdOf(facts) ?? []);
  const candidates = new Set([...owners('selected'), ...owners('excluded')]);
  const absent = new Map(Object.entries(planning.lookUps?.found ?? {}));
  const userIds = [...candidates].slice(0, mostLookUps).filter((userId) => !absent.has(userId));
  const answers = inOrder(userIds, lookUpsAtOnce, async (userId) => ({
    userId,
    isAbsent: await isUserAbsent(planning, planning, userId),
  }));
  for await (const { userId, isAbsent = null } of answers) {
    absent.set(userId, isAbsent);
    planning.lookUps?.handOn(Object.fromEntries(absent));
  }
  return (userId) => absent.get(userId) ?? undefined;
}

const userIdOf = (facts: EstateDesktop['facts']) => {
  const owner = ownerOf(facts);
  return owner.is === 'user' ? owner.userId : undefined;
};

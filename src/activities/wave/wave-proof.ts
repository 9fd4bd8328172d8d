import type { SelectedDesktop } from '../../domain/clean-up/plan.ts';
import type { DesktopFacts } from '../../domain/desktop-facts.ts';
import { isStanding, presence } from '../../domain/desktop-facts.ts';
import { judgeSubJob } from '../../domain/job.ts';
import { mayHaveDeleted } from '../../evidence/unsettled.ts';
import { desktopFacts } from '../../workspace/facts.ts';
import { WorkspaceApiError } from '../../workspace/errors/workspace-api-error.ts';
import type { Attempt } from '../attempt/attempt.ts';
import { CallsOfWave } from './calls-of-wave.ts';
import type { Dependencies } from '../dependencies.ts';
import { inOrder } from '../attempt/in-order.ts';
import { listWave } from './judge-wave.ts';
import type { PlannedWave } from './planned-wave.ts';
import { handOn } from '../attempt/progress.ts';
import { readDesktop } from '../read/read-desktop.ts';
import { readKnownJob } from '../read/read-job.ts';

/** A job that deletes those of a plan's desktops that stand between two indices. */
export interface JobOfPart {
  jobId: string;
  from: number;
  to: number;
}

/** What earlier looks have shown of a wave; handed on from attempt to attempt. */
export interface ProofSoFar {
  /** Ids of desktops whose delete has succeeded, by the job. */
  succeeded: string[];
  /** Ids of desktops that are proved gone. */
  gone: string[];
  /** User id → what became of them, a sentence. */
  users: Record<string, string>;
}

export interface WaveAfter {
  /** Desktop id → why it stands untouched. */
  standing: ReadonlyMap<string, string>;
  /** Being deleted, or a delete may still take effect. */
  pending: SelectedDesktop[];
  calls: CallsOfWave;
}

/**
 * Looks for the desktops of a wave once more, and notes in `proof` which are gone: those that no list
 * shows and whose job has succeeded or that cannot be read by themselves either. A list's silence alone
 * proves nothing. While the list shows that nothing has come to an end, nothing else is read, unless it
 * is asked to be `thorough`.
 *
 * @returns undefined if nothing has come to an end
 */
export async function lookForWave(
  dependencies: Dependencies,
  attempt: Attempt,
  planned: PlannedWave,
  { proof, jobs, thorough }: { proof: ProofSoFar; jobs: readonly JobOfPart[]; thorough: boolean },
): Promise<WaveAfter | undefined> {
  const { desktops, evidence } = planned;
  const isProved = new Set(proof.gone);
  const open = desktops.filter(({ desktopId }) => !isProved.has(desktopId));
  const { details } = await listWave(attempt, open);
  const seen = new Map(
    details
      .map(desktopFacts)
      .filter((facts) => presence(facts) !== 'deleted')
      .map((facts) => [facts.desktopId, facts]),
  );
  const unseen = open.map(({ desktopId }) => desktopId).filter((id) => !seen.has(id));
  const standing = [...seen.values()].filter(isStanding).map(({ desktopId }) => desktopId);
  if (!thorough && standing.length === 0 && seen.size > 0) return undefined;

  const about = new Set([...unseen, ...standing]);
  const running = await readJobs(dependencies, attempt, planned, { proof, jobs, about });
  const hasSucceeded = new Set(proof.succeeded);
  const isShown = async (desktopId: string) =>
    hasSucceeded.has(desktopId)
      ? ([desktopId, undefined] as const)
      : ([desktopId, await factsOf(dependencies, attempt, desktopId)] as const);
  for await (const [desktopId, facts] of inOrder(unseen, 4, isShown)) {
    if (facts !== undefined) seen.set(desktopId, facts);
    else proof.gone.push(desktopId);
    handOn(proof);
  }
  const calls = await CallsOfWave.read(dependencies, evidence, desktops);
  return judge(open, seen, new Set([...hasSucceeded, ...running]), calls);
}

/** Notes of which of these desktops the jobs say that they have succeeded; gives those for which they run on. */
async function readJobs(
  { treat }: Dependencies,
  attempt: Attempt,
  { plan }: PlannedWave,
  {
    proof,
    jobs,
    about,
  }: { proof: ProofSoFar; jobs: readonly JobOfPart[]; about: ReadonlySet<string> },
): Promise<string[]> {
  const running: string[] = [];
  const known = new Set(proof.succeeded);
  for (const { jobId, from, to } of jobs) {
    const own = plan.selected
      .slice(from, to)
      .map(({ desktopId }) => desktopId)
      .filter((desktopId) => about.has(desktopId) && !known.has(desktopId));
    if (own.length === 0) continue;
    const job = await readKnownJob(attempt, jobId).catch((error: unknown) => {
      // What a job does not say, the desktops prove themselves.
      if (error instanceof WorkspaceApiError && treat(error).class === 'stop') return undefined;
      throw error;
    });
    if (job === undefined) continue;
    for (const desktopId of own) {
      const { is } = judgeSubJob(job, desktopId);
      if (is === 'running') running.push(desktopId);
      if (is === 'succeeded') proof.succeeded.push(desktopId);
    }
  }
  return running;
}

async function factsOf(
  dependencies: Dependencies,
  attempt: Attempt,
  desktopId: string,
): Promise<DesktopFacts | undefined> {
  const reading = await readDesktop(dependencies, attempt, desktopId);
  return reading.is === 'gone' ? undefined : reading.facts;
}

function judge(
  open: readonly SelectedDesktop[],
  seen: ReadonlyMap<string, DesktopFacts>,
  /** Their jobs do not say that they have failed. */
  mayGo: ReadonlySet<string>,
  calls: CallsOfWave,
): WaveAfter {
  const standing = new Map<string, string>();
  const pending: SelectedDesktop[] = [];
  for (const desktop of open) {
    const { desktopId } = desktop;
    const facts = seen.get(desktopId);
    if (facts === undefined) continue;
    const isOver = isStanding(facts) && !mayGo.has(desktopId) && !calls.unsettled(facts, 'any');
    if (isOver) standing.set(desktopId, whyItStands(facts, calls));
    else pending.push(desktop);
  }
  return { standing, pending, calls };
}

function whyItStands(facts: DesktopFacts, calls: CallsOfWave): string {
  const last = calls.ownDeletes(facts.desktopId).at(-1);
  if (last === undefined) return 'no delete of it was sent';
  if (mayHaveDeleted(last)) {
    return presence(facts) === 'delete-failed'
      ? 'the cloud failed to delete it'
      : 'its delete had no effect';
  }
  const { is, errorCode = '' } = last.outcome ?? {};
  return is === 'refused' ? `its delete was refused (${errorCode})` : 'no delete of it was sent';
}

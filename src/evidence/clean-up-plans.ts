/**
 * Plans of clean-ups: each is `clean-ups/<policy>/<digest>/plan.json`, whose bytes are its canonical JSON,
 * so that its digest is their SHA-256. What later plans must know of it is a note, in
 * `clean-up-plans/<project>/<month>/<time>.<policy>.<digest>.json`: their keys sort by time.
 */
import canonicalize from 'canonicalize';
import type { CleanUpPlan } from '../domain/clean-up/plan.ts';
import { inBatches } from './in-batches.ts';
import type { PlanRef } from './keys.ts';
import { asWords, letThroughKey, planKey } from './keys.ts';
import type { ObjectStore } from './object-store.ts';
import { sha256 } from './sha256.ts';
import { EvidenceUnavailable } from './store.ts';

/** A plan, and when it was made (ISO 8601, UTC). */
export interface DatedPlan extends PlanRef {
  now: string;
}

/** A plan in a list, and the key of its note. */
export interface ListedPlan extends DatedPlan {
  note: string;
}

/** What a plan leaves to those that come after it. */
export interface PlanNote extends DatedPlan {
  project: string;
  expiresAt: string;
  seen: CleanUpPlan['seen'];
  selected: number;
  /** Temporal's id of the run that made it; a repeated attempt made several. */
  runId?: string;
  /** Its listings had changed so much that they are not what a later one is compared with. */
  isSuspect: boolean;
  /** How many runs the policy's schedule had left out by then, in all. */
  skippedRuns: number;
  /** Desktop id → the status it had, and the first look at which it had it. */
  statusSince: Readonly<Record<string, { status: string; since: string }>>;
}

export type Remembered = Pick<PlanNote, 'runId' | 'isSuspect' | 'skippedRuns' | 'statusSince'>;

const notesFolder = 'clean-up-plans/';

/** Stores a plan, and what later ones must know of it. Gives its digest. */
export async function writePlan(
  objects: ObjectStore,
  plan: CleanUpPlan,
  remembered: Remembered,
): Promise<string> {
  const text = canonicalize(plan) ?? '';
  const digest = sha256(text);
  const { policy, project, now, expiresAt, seen } = plan;
  await objects.create(planKey({ policy, digest }), text);
  const selected = plan.selected.length;
  const dated = { policy, digest, now };
  const note: PlanNote = { ...dated, project, expiresAt, seen, selected, ...remembered };
  const isSuspect = note.isSuspect ? '.suspect' : '';
  const name = `${inKey(now)}.${policy}.${digest}${isSuspect}.json`;
  await objects.create(
    `${monthFolder(project, new Date(now))}${name}`,
    `${JSON.stringify(note)}\n`,
  );
  return digest;
}

/** @throws EvidenceUnavailable if it is not there, or not as it was written. */
export async function readPlan(objects: ObjectStore, reference: PlanRef): Promise<CleanUpPlan> {
  const key = planKey(reference);
  const bytes = await objects.read(key);
  if (bytes !== undefined && sha256(bytes) === reference.digest) {
    // Its bytes are those that were written.
    return JSON.parse(bytes.toString()) as CleanUpPlan;
  }
  const why = bytes === undefined ? 'there is no such plan' : 'the plan was edited';
  throw new EvidenceUnavailable(`read ${key}`, new Error(why));
}

/** All plans that were ever made, or those of one policy; the newest first. */
export async function plansOf(objects: ObjectStore, policy?: string): Promise<ListedPlan[]> {
  const keys = await objects.list(notesFolder);
  return keys
    .flatMap((note) => {
      const plan = parseKey(note);
      if (plan === undefined || (policy !== undefined && plan.policy !== policy)) return [];
      const { policy: name, digest, now } = plan;
      return { policy: name, digest, now, note };
    })
    .toSorted((a, b) => b.now.localeCompare(a.now));
}

/** The notes of plans, in their order. */
export async function notesOf(
  objects: ObjectStore,
  plans: readonly ListedPlan[],
): Promise<PlanNote[]> {
  const notes: PlanNote[] = [];
  for (const some of inBatches(plans))
    notes.push(...(await Promise.all(some.map(({ note }) => readNote(objects, note)))));
  return notes;
}

/** The newest plan of a policy in a project, but for those of one run; undefined if there is none within a year. */
export const latestPlan = (
  objects: ObjectStore,
  { project, policy, notOf }: { project: string; policy: string; notOf?: string | undefined },
): Promise<PlanNote | undefined> =>
  newestNote(
    objects,
    project,
    async (plan, key) =>
      plan.policy === policy &&
      (notOf === undefined || (await readNote(objects, key)).runId !== notOf),
  );

/**
 * The newest plan in a project whose listings can be believed, of any policy: they had not changed too
 * much, or a person let the plan through all the same.
 */
export const latestTrusted = (
  objects: ObjectStore,
  project: string,
): Promise<PlanNote | undefined> =>
  newestNote(
    objects,
    project,
    async (plan) => !plan.isSuspect || (await objects.read(letThroughKey(plan))) !== undefined,
  );

/** Puts on record that a person let a plan through that was beyond the blast radius. */
export async function letThrough(objects: ObjectStore, plan: PlanRef, at: Date): Promise<void> {
  await objects.create(letThroughKey(plan), `${JSON.stringify({ at: at.toISOString() })}\n`);
}

const monthsBack = 12;

async function newestNote(
  objects: ObjectStore,
  project: string,
  isWanted: (plan: DatedPlan & { isSuspect: boolean }, key: string) => Promise<boolean>,
): Promise<PlanNote | undefined> {
  const now = new Date();
  for (let back = 0; back <= monthsBack; back += 1) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back));
    for (const key of (await objects.list(monthFolder(project, month))).toReversed()) {
      const plan = parseKey(key);
      if (plan !== undefined && (await isWanted(plan, key))) return readNote(objects, key);
    }
  }
  return undefined;
}

/** @throws EvidenceUnavailable if it is not there. */
export async function readNote(objects: ObjectStore, key: string): Promise<PlanNote> {
  try {
    // Ours, and written whole.
    return JSON.parse(String(await objects.read(key))) as PlanNote;
  } catch (error) {
    throw error instanceof EvidenceUnavailable
      ? error
      : new EvidenceUnavailable(`read ${key}`, error);
  }
}

const monthFolder = (project: string, month: Date) =>
  `${notesFolder}${asWords(project)}/${month.toISOString().slice(0, 7)}/`;

/** Colons are not for file names. */
const inKey = (instant: string) => instant.replaceAll(':', '');

const keyPattern =
  /\/(\d{4}-\d\d-\d\dT)(\d\d)(\d\d)(\d\d\.\d{3}Z)\.([a-z0-9-]+)\.([0-9a-f]{64})(\.suspect)?\.json$/;

function parseKey(key: string): (DatedPlan & { isSuspect: boolean }) | undefined {
  const [whole, day, hours, minutes, seconds, policy, digest, suspect] = keyPattern.exec(key) ?? [];
  if (whole === undefined || policy === undefined || digest === undefined) return undefined;
  const now = `${day}${hours}:${minutes}:${seconds}`;
  return { policy, digest, now, isSuspect: suspect !== undefined };
}

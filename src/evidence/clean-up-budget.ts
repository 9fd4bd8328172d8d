/**
 * What the clean-ups of a project have begun: `clean-up-budget/<project>/<day>/<time>.<digest>.<desktops>.<id>.json`
 * is a claim of a plan, and the same with `.retracted.json` takes it back; `<time>.<digest>.ended.json` says
 * that the plan has come to its end. All that counts is in the keys.
 */
import { randomUUID } from 'node:crypto';
import type { PlanRef } from './keys.ts';
import { asWords } from './keys.ts';
import type { ObjectStore } from './object-store.ts';

export interface BudgetClaim extends PlanRef {
  project: string;
  /** How many the plan selects. */
  desktops: number;
}

const day = 86_400_000;

const folderOf = (project: string, at: number) =>
  `clean-up-budget/${asWords(project)}/${new Date(at).toISOString().slice(0, 10)}/`;

/** What is put on record about a plan at an instant. */
const stemOf = (project: string, { digest }: Pick<PlanRef, 'digest'>, now: Date) =>
  `${folderOf(project, now.getTime())}${now.toISOString().replaceAll(':', '')}.${digest}`;

/** Puts a claim on record, and gives what takes it back. */
export async function claim(
  objects: ObjectStore,
  { project, desktops, ...plan }: BudgetClaim,
  now: Date,
): Promise<{ retract(): Promise<void> }> {
  // Of its own for each attempt: one that was given up and wakes up takes back nothing but its own.
  const stem = `${stemOf(project, plan, now)}.${desktops}.${randomUUID()}`;
  const text = `${JSON.stringify({ ...plan, project, desktops, at: now.toISOString() })}\n`;
  await objects.create(`${stem}.json`, text);
  return {
    retract: async () => {
      await objects.create(`${stem}.retracted.json`, '{}\n');
    },
  };
}

/** Puts on record that a plan deletes nothing any more. */
export async function endClaims(
  objects: ObjectStore,
  { project, ...plan }: { project: string; digest: string },
  now: Date,
): Promise<void> {
  await objects.create(`${stemOf(project, plan, now)}.ended.json`, '{}\n');
}

const daysBack = 31;

/**
 * How many desktops have been claimed by all plans, but one, that have not come to their end, or did after
 * an instant: what was stopped for days deletes as much when it goes on. At most a month is looked back.
 */
export async function claimedSince(
  objects: ObjectStore,
  { project, but, since }: { project: string; but?: string; since: Date },
): Promise<number> {
  const now = Date.now();
  const folders: string[] = [];
  // Clocks differ: what was claimed tomorrow counts, too.
  for (let days = -daysBack; days <= 1; days += 1)
    folders.push(folderOf(project, now + days * day));
  const keys = (await Promise.all(folders.map((folder) => objects.list(folder)))).flat();
  const retracted = new Set(keys.filter((key) => key.endsWith('.retracted.json')));
  const ends = new Map<string, number>();
  const claims = new Map<string, number>();
  for (const key of keys) {
    const { at, digest, desktops } = parseKey(key) ?? {};
    if (at === undefined || digest === undefined || digest === but) continue;
    if (desktops === undefined) ends.set(digest, at);
    else if (!retracted.has(key.replace(/json$/, 'retracted.json'))) claims.set(digest, desktops);
  }
  return claims
    .entries()
    .filter(([digest]) => (ends.get(digest) ?? Infinity) > since.getTime())
    .reduce((sum, [, desktops]) => sum + desktops, 0);
}

const keyPattern =
  /\/(\d{4}-\d\d-\d\dT)(\d\d)(\d\d)(\d\d\.\d{3}Z)\.([0-9a-f]{64})\.(?:(\d+)\.[0-9a-f-]{36}|ended)\.json$/;

/** `desktops` is undefined where it is the end of a plan. */
function parseKey(key: string) {
  const [whole, date, hours, minutes, seconds, digest, desktops] = keyPattern.exec(key) ?? [];
  if (whole === undefined || digest === undefined) return undefined;
  return {
    at: Date.parse(`${date}${hours}:${minutes}:${seconds}`),
    digest,
    desktops: desktops === undefined ? undefined : Number(desktops),
  };
}

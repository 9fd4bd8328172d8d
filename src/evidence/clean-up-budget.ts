/**
 * What the clean-ups of a project have begun: `clean-up-budget/<project>/<day>/<time>.<digest>.<desktops>.<id>.json`
 * is a claim of a plan, and the same with `.retracted.json` takes it back. All that counts is in the keys.
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

/** Puts a claim on record, and gives what takes it back. */
export async function claim(
  objects: ObjectStore,
  { project, desktops, ...plan }: BudgetClaim,
  now: Date,
): Promise<{ retract(): Promise<void> }> {
  // Of its own for each attempt: one that was given up and wakes up takes back nothing but its own.
  const name = `${now.toISOString().replaceAll(':', '')}.${plan.digest}.${desktops}.${randomUUID()}`;
  const stem = folderOf(project, now.getTime()) + name;
  const text = `${JSON.stringify({ ...plan, project, desktops, at: now.toISOString() })}\n`;
  await objects.create(`${stem}.json`, text);
  return {
    retract: async () => {
      await objects.create(`${stem}.retracted.json`, '{}\n');
    },
  };
}

/** How many desktops have been claimed since an instant, by all plans but one; at most a month is looked back. */
export async function claimedSince(
  objects: ObjectStore,
  { project, but, since }: { project: string; but?: string; since: Date },
): Promise<number> {
  const from = Math.max(since.getTime(), Date.now() - 31 * day);
  const folders: string[] = [];
  // Clocks differ: what was claimed tomorrow counts, too.
  for (let at = from; at < Date.now() + 2 * day; at += day) folders.push(folderOf(project, at));
  const keys = (await Promise.all(folders.map((folder) => objects.list(folder)))).flat();
  const retracted = new Set(keys.filter((key) => key.endsWith('.retracted.json')));
  const byPlan = new Map<string, number>();
  for (const key of keys) {
    const claimed = parseKey(key);
    if (claimed === undefined || retracted.has(key.replace(/json$/, 'retracted.json'))) continue;
    if (claimed.at > from && claimed.digest !== but) byPlan.set(claimed.digest, claimed.desktops);
  }
  return byPlan.values().reduce((sum, desktops) => sum + desktops, 0);
}

const keyPattern =
  /\/(\d{4}-\d\d-\d\dT)(\d\d)(\d\d)(\d\d\.\d{3}Z)\.([0-9a-f]{64})\.(\d+)\.[0-9a-f-]{36}\.json$/;

function parseKey(key: string) {
  const [whole, date, hours, minutes, seconds, digest, desktops] = keyPattern.exec(key) ?? [];
  if (whole === undefined || digest === undefined) return undefined;
  return {
    at: Date.parse(`${date}${hours}:${minutes}:${seconds}`),
    digest,
    desktops: Number(desktops),
  };
}

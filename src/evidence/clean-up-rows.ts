/** What became of the desktops of a clean-up's plan: one record for each wave, an array of rows. */
import * as v from 'valibot';
import type { CleanUpRow } from '../domain/clean-up/wave.ts';
import type { DocumentRef } from './document.ts';
import { inBatches } from './in-batches.ts';
import type { PlanRef } from './keys.ts';
import { belowBy, rowsKey, rowsOf } from './keys.ts';
import type { ObjectStore } from './object-store.ts';
import { sha256 } from './sha256.ts';
import { EvidenceUnavailable } from './store.ts';

const schema = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(
    v.object({
      desktopId: v.string(),
      outcome: v.picklist(['deleted', 'already-gone', 'kept', 'blocked']),
      reason: v.string(),
    }),
  ),
);

/** Stores the rows of a wave. What an earlier attempt stored stands. */
export async function writeRows(
  objects: ObjectStore,
  wave: PlanRef & { from: number; to: number },
  rows: readonly CleanUpRow[],
): Promise<void> {
  await objects.create(rowsKey(wave), `${JSON.stringify(rows, undefined, 2)}\n`);
}

/** The records of rows that a plan has, in the order of its waves. */
export async function rowsRefs(objects: ObjectStore, plan: PlanRef): Promise<DocumentRef[]> {
  const folder = rowsOf(plan);
  const keys = (await objects.list(folder)).filter(belowBy(1, folder));
  const firstOf = (key: string) => Number.parseInt(key.slice(folder.length), 10);
  const found: DocumentRef[] = [];
  for (const some of inBatches(keys.toSorted((a, b) => firstOf(a) - firstOf(b)))) {
    const read = some.map(async (key) => ({
      key,
      sha256: sha256((await objects.read(key)) ?? ''),
    }));
    found.push(...(await Promise.all(read)));
  }
  return found;
}

/** What became of one desktop of a plan, by its index there; undefined before its wave has come to its end. */
export async function readRow(
  objects: ObjectStore,
  { desktopId, index, ...plan }: PlanRef & { desktopId: string; index: number },
): Promise<CleanUpRow | undefined> {
  const folder = rowsOf(plan);
  const has = (key: string) => {
    const [from = NaN, to = NaN] = key.slice(folder.length).split(/[-.]/).map(Number);
    return from <= index && index < to;
  };
  const keys = (await objects.list(folder)).filter((key) => belowBy(1, folder)(key) && has(key));
  const rows = await Promise.all(keys.map((key) => readOne(objects, key)));
  return rows.flat().find((row) => row.desktopId === desktopId);
}

/** @throws EvidenceUnavailable if one is not there, or not as it was written. */
export async function readRows(
  objects: ObjectStore,
  references: readonly DocumentRef[],
): Promise<CleanUpRow[]> {
  const rows: CleanUpRow[] = [];
  for (const some of inBatches(references)) {
    rows.push(...(await Promise.all(some.map(({ key }) => readOne(objects, key)))).flat());
  }
  return rows;
}

async function readOne(objects: ObjectStore, key: string): Promise<CleanUpRow[]> {
  const parsed = v.safeParse(schema, (await objects.read(key))?.toString());
  if (parsed.success) return parsed.output;
  throw new EvidenceUnavailable(`read ${key}`, new Error('it is not there, or was edited'));
}

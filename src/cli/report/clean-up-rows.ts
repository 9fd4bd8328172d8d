import type { CleanUpPlan } from '../../domain/clean-up/plan.ts';
import type { CleanUpResult } from '../../domain/clean-up/result.ts';
import type { CleanUpRow } from '../../domain/clean-up/wave.ts';
import { readPlan } from '../../evidence/clean-up-plans.ts';
import { readRows } from '../../evidence/clean-up-rows.ts';
import type { CleanUpDocument } from '../../evidence/document.ts';
import { inBatches } from '../../evidence/in-batches.ts';
import { lastDelete } from '../../evidence/last-delete.ts';
import type { ObjectStore } from '../../evidence/object-store.ts';
import type { RecordedCall } from '../../evidence/store.ts';

/** One desktop of a clean-up: why it was in the plan, or was not, and what became of it. */
export interface DesktopRow {
  desktopId: string;
  /** `planned`: the plan was all that was wanted. `excluded`: it was not in the plan. */
  outcome: CleanUpRow['outcome'] | 'planned' | 'excluded';
  reason: string;
  /** What it was selected for. */
  why: string;
  /** The delete that was sent since the plan was made, if any was. */
  call?: RecordedCall | undefined;
}

type Told = Pick<CleanUpResult, 'outcome' | 'reason' | 'alone' | 'exclusions'>;

/** A row for each desktop of the plan, in its order, and then for each that it excluded. */
export const rowsOfCleanUp = (
  { selected, excluded }: Pick<CleanUpPlan, 'selected' | 'excluded'>,
  ofWaves: readonly CleanUpRow[],
  { outcome: end, reason: whyEnd, alone, exclusions }: Told,
): DesktopRow[] => {
  const inWaves = new Map(ofWaves.map((row) => [row.desktopId, row]));
  const onTheirOwn = new Map(alone.map((desktop) => [desktop.desktopId, desktop]));
  const takenOut = new Map(exclusions.map((one) => [one.desktopId, one.reason]));

  const fateOf = (desktopId: string): Pick<DesktopRow, 'outcome' | 'reason'> => {
    const own = onTheirOwn.get(desktopId);
    if (own !== undefined) return { outcome: own.outcome ?? 'blocked', reason: own.sentence };
    const row = inWaves.get(desktopId);
    if (row !== undefined) return row;
    const reason = takenOut.get(desktopId);
    return reason === undefined
      ? { outcome: end === 'planned' ? 'planned' : 'kept', reason: whyEnd }
      : { outcome: 'kept', reason: `An operator took it out: ${reason}` };
  };
  return [
    ...selected.map(({ desktopId, why }) => {
      const { outcome, reason } = fateOf(desktopId);
      return { desktopId, outcome, reason, why: why.join('; ') };
    }),
    ...excluded.map((one) => ({ ...one, outcome: 'excluded' as const, why: '' })),
  ];
};

/** What the evidence has of a clean-up beside its document. */
export interface StoredCleanUp {
  /** Absent if none was made. */
  plan?: CleanUpPlan;
  rows: DesktopRow[];
}

/** @throws EvidenceUnavailable if a part of it is not there, or not as it was written */
export const readCleanUp = async (
  objects: ObjectStore,
  { result, rows: references }: CleanUpDocument,
): Promise<StoredCleanUp> => {
  const { policy, plan: brief } = result;
  if (brief === undefined) return { rows: [] };
  const plan = await readPlan(objects, { policy, digest: brief.digest });
  const rows: DesktopRow[] = [];
  for (const some of inBatches(rowsOfCleanUp(plan, await readRows(objects, references), result))) {
    const withCalls = some.map(async (row) =>
      untouched.has(row.outcome)
        ? row
        : { ...row, call: await lastDelete(objects, row.desktopId, plan.now) },
    );
    rows.push(...(await Promise.all(withCalls)));
  }
  return { plan, rows };
};

const untouched: ReadonlySet<DesktopRow['outcome']> = new Set(['planned', 'excluded']);

/** The columns of the CSV. */
export const rowFields = [
  'desktop_id',
  'outcome',
  'reason',
  'why',
  'delete_at',
  'delete_answer',
  'request_id',
];

/** The cells under them. */
export const rowCells = ({ desktopId, outcome, reason, why, call }: DesktopRow): string[] => [
  desktopId,
  outcome,
  reason,
  why,
  call?.intent.at ?? '',
  call === undefined ? '' : (call.outcome?.is ?? 'not on record'),
  call?.outcome?.requestId ?? '',
];

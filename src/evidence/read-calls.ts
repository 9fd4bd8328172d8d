import { inBatches } from './in-batches.ts';
import type { ObjectStore } from './object-store.ts';
import type { CallIntent, CallOutcome, RecordedCall } from './store.ts';
import { EvidenceUnavailable } from './store.ts';

const isIntent = (key: string) => key.endsWith('.intent.json');
const isRecord = (key: string) => isIntent(key) || key.endsWith('.outcome.json');
const stemOf = (key: string) => key.replace(/\.(intent|outcome)\.json$/, '');

/** The id of the run that meant a call, by the key of the record. */
const runIn = (key: string) => key.slice(key.lastIndexOf('/') + 1).split('.', 1)[0] ?? '';

/** The calls among these records. */
export async function readCalls(
  objects: ObjectStore,
  keys: readonly string[],
): Promise<RecordedCall[]> {
  const present = new Set(keys);
  return Promise.all(
    keys.filter(isIntent).map(async (key): Promise<RecordedCall> => {
      const intent = await read<CallIntent>(objects, key);
      const outcomeKey = key.replace(/intent\.json$/, 'outcome.json');
      return present.has(outcomeKey)
        ? { intent, outcome: await read<CallOutcome>(objects, outcomeKey) }
        : { intent };
    }),
  );
}

/**
 * What is on record of the calls of a run, the oldest first; without a run id of all runs with the
 * workflow id. `folder`: where to look, everywhere by default.
 */
export async function callsOf(
  objects: ObjectStore,
  { workflowId, runId }: { workflowId: string; runId?: string | undefined },
  folder = '',
): Promise<RecordedCall[]> {
  const all = await objects.list(folder);
  const keys = all.filter((key) => isRecord(key) && (runId ?? runIn(key)) === runIn(key));
  const calls: RecordedCall[] = [];
  for (const stems of inBatches([...new Set(keys.map(stemOf))])) {
    const batch = new Set(stems);
    calls.push(
      ...(await readCalls(
        objects,
        keys.filter((key) => batch.has(stemOf(key))),
      )),
    );
  }
  return calls
    .filter(({ intent }) => intent.workflowId === workflowId)
    .toSorted((a, b) => a.intent.at.localeCompare(b.intent.at));
}

/** The runs that have meant calls, each with the subject of one. */
export const runsWithCalls = (keys: readonly string[]): ReadonlyMap<string, string> =>
  new Map(keys.filter(isIntent).map((key) => [runIn(key), key.slice(0, key.lastIndexOf('/'))]));

/** The records are ours and appear whole, so their shape is what was written. */
async function read<T>(objects: ObjectStore, key: string): Promise<T> {
  try {
    return JSON.parse(String(await objects.read(key))) as T;
  } catch (error) {
    throw error instanceof EvidenceUnavailable
      ? error
      : new EvidenceUnavailable(`read ${key}`, error);
  }
}

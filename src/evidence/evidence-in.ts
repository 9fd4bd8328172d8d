import { randomUUID } from 'node:crypto';
import { ledgerIn } from './ledger.ts';
import type { ObjectStore } from './object-store.ts';
import { readCalls } from './read-calls.ts';
import type { CallIntent, EvidenceStore } from './store.ts';
import { storeId, storeKey } from './store-id.ts';
import { EvidenceUnavailable, subjectOf } from './store.ts';

/**
 * Evidence as objects: `<subject>/<run id>.<activity id>.<attempt>.<its start>.<operation>.intent.json`
 * and `….outcome.json` beside it; `store.json` holds the store's own id. It is created on first use and
 * must stay: what is found empty later is a mount point whose disk is away.
 */
export const evidenceIn = (bare: ObjectStore): EvidenceStore => {
  const objects = orUnavailable(bare);
  let known: string | undefined;

  const ownId = async () => {
    const id = known === undefined ? await openStore(objects) : await storeId(objects);
    known ??= id;
    if (id !== undefined && id === known) return id;
    const what = id === undefined ? 'is empty' : 'has become another store';
    throw new EvidenceUnavailable(
      'vouch for earlier calls',
      new Error(`${objects.place} ${what} since this worker began`),
    );
  };

  return {
    id: ownId,

    recordIntent: (intent) => objects.create(`${stem(intent)}.intent.json`, lines(intent)),

    recordOutcome: async (intent, outcome) => {
      await objects.create(`${stem(intent)}.outcome.json`, lines(outcome));
    },

    calls: async (subject) => readCalls(objects, await objects.list(`${subject}/`)),

    objects,
    ledger: ledgerIn(objects, ownId),
  };
};

const stem = (intent: CallIntent) => {
  const { runId, activityId, attempt, attemptStartedAt, operation } = intent;
  const name = [runId, activityId, attempt, attemptStartedAt, operation].join('.');
  return `${subjectOf(intent)}/${name}`;
};

const lines = (record: object) => `${JSON.stringify(record, undefined, 2)}\n`;

/** The id of the store, which is made if there is none. */
async function openStore(objects: ObjectStore): Promise<string> {
  // Some servers of buckets do not know the condition and write over what is there.
  const isFree = () => objects.create('created-once.json', '{}\n');
  if ((await isFree()) && (await isFree())) {
    throw new EvidenceUnavailable(
      'create a record once only',
      new Error(
        `${objects.place} lets it be written over (it ignores If-None-Match), so two workers could take one attempt. Choose another place`,
      ),
    );
  }
  const id = await storeId(objects);
  if (id !== undefined) return id;
  // Of several workers that start together, one creates it.
  await objects.create(storeKey, `${JSON.stringify({ id: randomUUID() })}\n`);
  const made = await storeId(objects);
  if (made !== undefined) return made;
  throw new EvidenceUnavailable('tell its id', new Error(`${storeKey} is taken and not there`));
}

/** The same objects, whose every failure says what could not be done. */
const orUnavailable = (objects: ObjectStore): ObjectStore => {
  const or = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw new EvidenceUnavailable(what, error);
    }
  };
  return {
    place: objects.place,
    create: (key, text) => or(`write ${key}`, () => objects.create(key, text)),
    read: (key) => or(`read ${key}`, () => objects.read(key)),
    list: (folder) => or(`list ${folder}`, () => objects.list(folder)),
    erase: (key) => or(`erase ${key}`, () => objects.erase(key)),
  };
};

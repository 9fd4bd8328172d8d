import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallIntent, CallOutcome, EvidenceStore, RecordedCall } from './store.ts';
import { EvidenceUnavailable, subjectOf } from './store.ts';

/**
 * Evidence as files: `<directory>/<subject>/<run id>.<activity id>.<attempt>.<its start>.<operation>.intent.json`
 * and `….outcome.json` beside it; `store.json` holds the store's own id. It is created on first use and
 * must stay: what is found empty later is a mount point whose disk is away.
 */
export function directoryStore(directory: string): EvidenceStore {
  let known: string | undefined;
  const create = async (subject: string, name: string, record: unknown): Promise<boolean> => {
    const folder = join(directory, subject);
    try {
      await createFolder(directory, folder);
      return await createDurably(folder, name, `${JSON.stringify(record, undefined, 2)}\n`);
    } catch (error) {
      throw new EvidenceUnavailable(`write ${name}`, error);
    }
  };

  return {
    id: async () => {
      try {
        const id = known === undefined ? await openStore(directory) : await storeId(directory);
        known ??= id;
        if (id === known) return id;
      } catch (error) {
        throw new EvidenceUnavailable('tell its id', error);
      }
      throw new EvidenceUnavailable(
        'vouch for earlier calls',
        new Error(`${directory} has become another store since this worker began`),
      );
    },

    recordIntent: (intent) => create(subjectOf(intent), `${stem(intent)}.intent.json`, intent),

    recordOutcome: async (intent, outcome) => {
      await create(subjectOf(intent), `${stem(intent)}.outcome.json`, outcome);
    },

    calls: async (subject) => {
      try {
        return await readCalls(join(directory, subject));
      } catch (error) {
        throw new EvidenceUnavailable(`read the calls on ${subject}`, error);
      }
    },
  };
}

const stem = ({ runId, activityId, attempt, attemptStartedAt, operation }: CallIntent) =>
  [runId, activityId, attempt, attemptStartedAt, operation].join('.');

/** The id of the store, which is made if there is none. */
async function openStore(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  return storeId(directory).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    // Of several workers that start together, one creates it.
    await createDurably(directory, 'store.json', `${JSON.stringify({ id: randomUUID() })}\n`);
    return storeId(directory);
  });
}

const storeId = async (directory: string): Promise<string> =>
  // Ours, and written whole.
  (JSON.parse(await readFile(join(directory, 'store.json'), 'utf8')) as { id: string }).id;

async function readCalls(folder: string): Promise<RecordedCall[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  // The files are ours and appear whole (see createDurably), so their shape is what was written.
  const read = async <T>(name: string) =>
    JSON.parse(await readFile(join(folder, name), 'utf8')) as T;
  const present = new Set(names);
  return Promise.all(
    names
      .filter((name) => name.endsWith('.intent.json'))
      .map(async (name): Promise<RecordedCall> => {
        const intent = await read<CallIntent>(name);
        const outcomeName = name.replace(/intent\.json$/, 'outcome.json');
        return present.has(outcomeName)
          ? { intent, outcome: await read<CallOutcome>(outcomeName) }
          : { intent };
      }),
  );
}

/**
 * Creates a file that is whole and on the disk, or not there at all; false if the name is taken.
 * A hard link is the one way to put a finished file under a name that must be free.
 */
async function createDurably(folder: string, name: string, text: string): Promise<boolean> {
  const draft = join(folder, `.${name}.${randomUUID()}`);
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
    await link(draft, join(folder, name));
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
  await syncFolder(folder);
  return true;
}

/** Creates a subject's folder, if need be, so that it outlives a power cut as its files do. */
async function createFolder(directory: string, folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first !== undefined) await syncFolder(directory);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isTaken = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';

import type { ObjectStore } from './object-store.ts';
import { readCalls } from './read-calls.ts';
import type { RecordedCall } from './store.ts';

/** The newest delete of a desktop on record that was meant since an instant (ISO 8601), by whichever run. */
export async function lastDelete(
  objects: ObjectStore,
  desktopId: string,
  since: string,
): Promise<RecordedCall | undefined> {
  const keys = await objects.list(`${desktopId}/`);
  const deletes = await readCalls(
    objects,
    keys.filter((key) => ofDelete.test(key)),
  );
  return deletes
    .filter(({ intent }) => intent.at >= since)
    .toSorted((a, b) => a.intent.at.localeCompare(b.intent.at))
    .at(-1);
}

const ofDelete = /\.(DeleteDesktop|BatchDeleteDesktops)\.(intent|outcome)\.json$/;

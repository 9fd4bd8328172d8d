import { apiInstant } from '../workspace/api-instant.ts';
import { IncompleteListing } from '../workspace/errors/incomplete-listing.ts';
import type { WorkspaceClient } from '../workspace/client.ts';
import type { LoginRecord } from '../workspace/operations/usage.ts';

/** Who has logged in to which desktop of a project. */
export interface Logins {
  /** Desktop id → when somebody last did (ms since the epoch). */
  last: ReadonlyMap<string, number>;
  /** When the list was asked for (ms since the epoch). */
  readAt: number;
}

/** How long a login may take to show in the records. */
export const loginShowsWithinMs = 3_600_000;

const pageSize = 1_000;

/**
 * The logins since an instant (ms since the epoch), newer than what is known already (ListLoginRecordsNew,
 * which has no filter by desktop id). Nobody got in where a record gives a reason of failure.
 *
 * People log in while it reads, so there may be more different records in the end than the first page
 * announced, but not fewer.
 *
 * @throws IncompleteListing
 */
export async function readLogins(
  workspace: WorkspaceClient,
  since: number,
  known?: Logins,
): Promise<Logins> {
  const readAt = Date.now();
  const from = known === undefined ? since : Math.max(since, known.readAt - loginShowsWithinMs);
  const last = new Map(known?.last);
  const shown = new Set<string>();
  let announced: number | undefined;
  for (let offset = 0; ;) {
    const { records, total_count: total } = await workspace.listLoginRecords({
      // Both whole minutes are in it.
      start_time: minute(from - aMinute),
      end_time: minute(readAt + aMinute),
      offset,
      limit: pageSize,
    });
    announced ??= total;
    for (const record of records) {
      shown.add(identityOf(record));
      if (isFilled(record.connection_failure_reason) || !isFilled(record.desktop_id)) continue;
      // A time that cannot be read may be any.
      const start = apiInstant(record.connection_start_time) ?? readAt;
      last.set(record.desktop_id, Math.max(start, last.get(record.desktop_id) ?? start));
    }
    offset += records.length;
    if (offset < total && records.length > 0) continue;
    if (shown.size < announced) throw new IncompleteListing(shown.size, announced);
    return { last, readAt };
  }
}

/** Without what changes while a session lasts. */
const identityOf = ({ transaction_id: id, connection_start_time: start, ...rest }: LoginRecord) =>
  isFilled(id) ? `${id} ${start}` : JSON.stringify({ start, ...rest });

const aMinute = 60_000;

const minute = (ms: number) => `${new Date(ms).toISOString().slice(0, 16)}Z`;

const isFilled = (value: string | undefined): value is string =>
  value !== undefined && value.trim() !== '';

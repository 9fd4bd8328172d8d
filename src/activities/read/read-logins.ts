import { cloudSkewMs, loginShowsWithinMs } from '../../domain/clean-up/login-times.ts';
import { apiInstant } from '../../workspace/api-instant.ts';
import { IncompleteListing } from '../../workspace/errors/incomplete-listing.ts';
import type { WorkspaceClient } from '../../workspace/client.ts';
import type { LoginRecord } from '../../workspace/operations/usage.ts';

/** Who has logged in to which desktop of a project. */
export interface Logins {
  /** Desktop id → when somebody last did (ms since the epoch). */
  last: ReadonlyMap<string, number>;
  /** All are in it that began before `until`, by the cloud's clock, and showed at `readAt` (ms since the epoch). */
  until: number;
  readAt: number;
}

interface Reading {
  /** What was read since the same instant before; only what is newer is read. */
  known?: Logins | undefined;
  /** How much of what is known is read again, as records may show late. @default an hour and what clocks may differ */
  againMs?: number;
  /** Hears of each day that was read, the last with all of it. */
  onPart?: (logins: Logins) => void;
}

const pageSize = 1_000;

/**
 * The logins since an instant (ms since the epoch), day by day (ListLoginRecordsNew, which has no filter by
 * desktop id).
 *
 * @throws IncompleteListing
 */
export async function readLogins(
  workspace: WorkspaceClient,
  since: number,
  { known, againMs = loginShowsWithinMs + cloudSkewMs, onPart }: Reading = {},
): Promise<Logins> {
  const readAt = Date.now();
  const last = new Map(known?.last);
  let from =
    known === undefined ? since : Math.max(since, Math.min(known.until, known.readAt - againMs));
  for (;;) {
    const until = Math.min(from + aDay, readAt);
    // What began a moment ago may have begun later by the cloud's clock.
    const end = until === readAt ? until + cloudSkewMs : until;
    for (const [desktopId, start] of await readPart(workspace, from, end)) {
      last.set(desktopId, Math.max(start, last.get(desktopId) ?? start));
    }
    const logins = { last, until, readAt };
    onPart?.(logins);
    if (until === readAt) return logins;
    from = until;
  }
}

/**
 * Desktop ids and when somebody logged in to them, from one instant to another. Nobody got in where a record
 * gives a reason of failure.
 *
 * People log in while it reads, so there may be more different records in the end than the first page
 * announced, but not fewer.
 */
async function readPart(
  workspace: WorkspaceClient,
  from: number,
  until: number,
): Promise<[desktopId: string, start: number][]> {
  const found: [string, number][] = [];
  const shown = new Set<string>();
  let announced: number | undefined;
  for (let offset = 0; ;) {
    const { records, total_count: total } = await workspace.listLoginRecords({
      // Both whole minutes are in it.
      start_time: minute(from - aMinute),
      end_time: minute(until + aMinute),
      offset,
      limit: pageSize,
    });
    announced ??= total;
    for (const record of records) {
      shown.add(identityOf(record));
      if (isFilled(record.connection_failure_reason) || !isFilled(record.desktop_id)) continue;
      // A time that cannot be read may be any.
      found.push([record.desktop_id, apiInstant(record.connection_start_time) ?? Date.now()]);
    }
    offset += records.length;
    if (offset < total && records.length > 0) continue;
    if (shown.size < announced) throw new IncompleteListing(shown.size, announced);
    return found;
  }
}

/** Without what changes while a session lasts. */
const identityOf = ({ transaction_id: id, connection_start_time: start, ...rest }: LoginRecord) =>
  isFilled(id) ? `${id} ${start}` : JSON.stringify({ start, ...rest });

const aMinute = 60_000;
const aDay = 86_400_000;

const minute = (ms: number) => `${new Date(ms).toISOString().slice(0, 16)}Z`;

const isFilled = (value: string | undefined): value is string =>
  value !== undefined && value.trim() !== '';

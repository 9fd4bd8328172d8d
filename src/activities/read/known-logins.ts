import type { Attempt } from '../attempt/attempt.ts';
import type { Logins } from './read-logins.ts';
import { readLogins } from './read-logins.ts';

/**
 * The logins since an instant (ms since the epoch), of which this process reads again only what may have
 * changed: each wave of a plan asks since the same instant, and from there on they may be more pages than
 * one attempt can read. An attempt that does not come to the end leaves to the next what it has read.
 *
 * Nothing rests on the memory: what is not in it is read.
 */
export async function knownLogins(
  { workspace, project }: Pick<Attempt, 'workspace' | 'project'>,
  since: number,
): Promise<Logins> {
  const key = `${project} ${since}`;
  const known = memory.get(key);
  if (known !== undefined && Date.now() - known.until < goodForMs) return known;
  const onPart = (logins: Logins) => keep(key, logins);
  return readLogins(workspace, since, { known, againMs: unsettledMs, onPart });
}

/** By project and instant; those that were read last are at the end. */
const memory = new Map<string, Logins>();

/** Plans that are carried out side by side. What is kept of each is a number for each desktop. */
const mostKept = 8;

/** What is missing then is read all the same, in the last look before a write. */
const goodForMs = 2 * 60_000;

/**
 * How long a record may still be missing. It is nowhere said when one shows; if only when the session has
 * ended, that is within a day, as good as always, and until then the desktop says that it is in use.
 */
const unsettledMs = 24 * 3_600_000;

function keep(key: string, logins: Logins): void {
  // Another attempt may have been quicker.
  if ((memory.get(key)?.until ?? 0) > logins.until) return;
  memory.delete(key);
  memory.set(key, logins);
  const [oldest] = memory.keys();
  if (memory.size > mostKept && oldest !== undefined) memory.delete(oldest);
}

import picomatch from 'picomatch';
import { endOfDate } from '../../domain/end-of-day.ts';
import type { KeepSettings } from '../../settings/settings.ts';

interface Candidate {
  desktopId: string;
  userId: string;
  computerName: string;
  tags: Readonly<Record<string, string>>;
}

interface Due {
  /** ISO 8601, UTC. */
  dueAt: string;
  timeZone: string;
}

/** Why the settings keep a desktop that would be deleted then, as a sentence; undefined if they do not. */
export function reasonToKeep(candidate: Candidate, keep: KeepSettings, due: Due) {
  const why = whyKept(candidate, keep, due);
  return why === undefined ? undefined : `Kept: ${why}.`;
}

/** The same in words. */
export function whyKept(
  { desktopId, userId, computerName, tags }: Candidate,
  keep: KeepSettings,
  { dueAt, timeZone }: Due,
): string | undefined {
  if (keep.desktops.includes(desktopId)) return 'the settings name it';
  if (keep.users.includes(userId)) return 'the settings name its user';
  const tag = keep.tags.find((key) => Object.hasOwn(tags, key));
  if (tag !== undefined) return `it carries the tag ${tag}`;
  const pattern = keep.names.find((glob) =>
    picomatch.isMatch(computerName, glob, { nocase: true }),
  );
  if (pattern !== undefined) return `its computer name matches ${pattern}`;

  const until = Object.hasOwn(tags, keep.protectUntilTag) ? tags[keep.protectUntilTag] : undefined;
  if (until === undefined) return undefined;
  const end = endOf(until.trim(), timeZone);
  // Who wrote the tag meant to protect it.
  if (end === undefined) return `its tag ${keep.protectUntilTag} holds no date`;
  return end.getTime() > Date.parse(dueAt)
    ? `it is protected until ${end.toISOString()}`
    : undefined;
}

/** A day ends in the time zone; an instant has a zone of its own. */
function endOf(until: string, timeZone: string): Date | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(until)) return endOfDate(until, timeZone);
  if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(until)) return undefined;
  const instant = new Date(until);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

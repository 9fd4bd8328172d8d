import { endOfDate } from '../../domain/end-of-day.ts';
import { namePatterns } from '../../domain/name-pattern.ts';
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
export function reasonToKeep(keep: KeepSettings, due: Due) {
  const whyOf = whyKept(keep, due);
  return (candidate: Candidate): string | undefined => {
    const why = whyOf(candidate);
    return why === undefined ? undefined : `Kept: ${why}.`;
  };
}

/** The same in words. */
export function whyKept(keep: KeepSettings, { dueAt, timeZone }: Due) {
  const matching = namePatterns(keep.names);
  return ({ desktopId, userId, computerName, tags }: Candidate): string | undefined => {
    if (keep.desktops.includes(desktopId)) return 'the settings name it';
    if (keep.users.includes(userId)) return 'the settings name its user';
    const tag = keep.tags.find((key) => Object.hasOwn(tags, key));
    if (tag !== undefined) return `it carries the tag ${tag}`;
    const pattern = matching(computerName);
    if (pattern !== undefined) return `its computer name matches ${pattern}`;

    const { protectUntilTag } = keep;
    const until = Object.hasOwn(tags, protectUntilTag) ? tags[protectUntilTag] : undefined;
    if (until === undefined) return undefined;
    const end = endOf(until.trim(), timeZone);
    // Who wrote the tag meant to protect it.
    if (end === undefined) return `its tag ${protectUntilTag} holds no date`;
    return end.getTime() > Date.parse(dueAt)
      ? `it is protected until ${end.toISOString()}`
      : undefined;
  };
}

/** A day ends in the time zone; an instant has a zone of its own. */
function endOf(until: string, timeZone: string): Date | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(until)) return endOfDate(until, timeZone);
  if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(until)) return undefined;
  const instant = new Date(until);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

import type { LeaverKind } from '../domain/leaver-event.ts';
import type { LeaverTerms } from '../domain/leaver-terms.ts';
import type { Settings } from './settings.ts';

type LeaverPart = Pick<Settings, 'leavers' | 'notifications'>;

const senderOf = ({ leavers: { senders } }: LeaverPart, sender: string) =>
  Object.hasOwn(senders, sender) ? senders[sender] : undefined;

/** How a leaver of this kind, from this sender, is dealt with. */
const termsFor = (settings: LeaverPart, sender: string, kind: LeaverKind): LeaverTerms => ({
  ...(senderOf(settings, sender) ?? settings.leavers)[kind],
  memoryMs: settings.leavers.memoryMs,
  notifies: settings.notifications !== undefined,
});

/** The Workspace domain of a sender's users, where an event names none. */
const domainOf = (settings: LeaverPart, sender: string): string | undefined =>
  senderOf(settings, sender)?.domain;

/** How leavers are dealt with, as who makes plans asks for it. */
export const leaverRules = (settings: LeaverPart) => ({
  keep: settings.leavers.keep,
  domainOf: (sender: string) => domainOf(settings, sender),
  termsFor: (sender: string, kind: LeaverKind) => termsFor(settings, sender, kind),
});

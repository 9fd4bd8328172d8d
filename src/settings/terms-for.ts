import type { LeaverKind } from '../domain/leaver-event.ts';
import type { LeaverTerms } from '../domain/leaver-terms.ts';
import type { Settings } from './settings.ts';

/** How a leaver of this kind, from this sender, is dealt with. */
export function termsFor(
  { leavers }: Pick<Settings, 'leavers'>,
  sender: string,
  kind: LeaverKind,
): LeaverTerms {
  const rules = Object.hasOwn(leavers.senders, sender) ? leavers.senders[sender] : undefined;
  return { ...(rules ?? leavers)[kind], memoryMs: leavers.memoryMs, notifies: false };
}

import type { KillSwitchState } from './kill-switch-state.ts';
import { localTime } from './local-time.ts';
import { printable } from './words.ts';

/** The kill switch in a sentence: "Kill switch on since 2026-03-01 10:00:00 UTC by ops@host: a storm." */
export function killSwitchSentence({ on, since, by, reason }: KillSwitchState): string {
  if (!on) return 'Kill switch off: state-changing calls may be sent.';
  const when = since === undefined ? '' : ` since ${localTime(since, 'UTC')} UTC`;
  const who = by === undefined ? '' : ` by ${printable(by)}`;
  const why = reason === undefined ? '' : `: ${printable(reason).replace(/[.\s]+$/, '')}`;
  return `Kill switch on${when}${who}${why}.`;
}

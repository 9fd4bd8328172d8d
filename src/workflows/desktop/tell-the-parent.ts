import { getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { DesktopReport } from '../../domain/desktop-report.ts';
import { ownSignals } from '../../domain/own-signals.ts';
import type { DesktopStatus } from '../../domain/result.ts';
import type { OffboardingState } from '../../domain/state.ts';
import { isOpen } from '../../domain/state.ts';
import type { DesktopBoard } from './desktop-board.ts';

/** Where a desktop's run stands still, which its parent wants to know. */
const standsStill: ReadonlySet<OffboardingState> = new Set(['waiting', 'blocked', 'held']);

/**
 * Tells the case or the clean-up that started this run whenever the run comes to a standstill, and when
 * it goes on. How it ended, they learn from its result. Workflows of others are not told.
 */
export function tellTheParent(board: DesktopBoard): void {
  const { parent } = workflowInfo();
  if (parent === undefined || !ours.test(parent.workflowId)) return;
  const itsRun = getExternalWorkflowHandle(parent.workflowId);
  let before = board.shown.state;
  board.onState(({ desktopId, state, sentence, blocked }) => {
    const isNews = isOpen(state) && (standsStill.has(state) || standsStill.has(before));
    before = state;
    if (!isNews) return;
    const report: DesktopReport = { desktopId, state, sentence: inWords(state, sentence, blocked) };
    // It may have come to its end; then nobody wants to know.
    itsRun.signal(ownSignals.desktop, report).catch(() => undefined);
  });
}

const ours = /^(offboard-user|clean-up)\//;

/** What operators wrote stays with the desktop's own run: it may name people. */
function inWords(
  state: OffboardingState,
  sentence: string,
  blocked: DesktopStatus['blocked'],
): string {
  if (state === 'waiting') return sentence;
  if (state === 'blocked') return (blocked?.message ?? 'It waits for a person.').slice(0, 500);
  return state === 'held' ? 'Its run is held.' : 'Its run goes on.';
}

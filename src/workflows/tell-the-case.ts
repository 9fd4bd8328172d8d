import { getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { DesktopReport } from '../domain/desktop-report.ts';
import { ownSignals } from '../domain/own-signals.ts';
import type { OffboardingState } from '../domain/state.ts';
import { isOpen } from '../domain/state.ts';
import type { DesktopBoard } from './desktop-board.ts';

/** Where a desktop's run stands still, which its case wants to know. */
const standsStill: ReadonlySet<OffboardingState> = new Set(['waiting', 'blocked', 'held']);

/**
 * Tells the case that started this run whenever the run comes to a standstill, and when it goes on. How
 * it ended, the case learns from its result.
 */
export function tellTheCase(board: DesktopBoard): void {
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  const theCase = getExternalWorkflowHandle(parent.workflowId);
  let before = board.shown.state;
  board.onState(({ desktopId, state, sentence, blocked, hold }) => {
    const isNews = isOpen(state) && (standsStill.has(state) || standsStill.has(before));
    before = state;
    if (!isNews) return;
    const why = hold?.reason ?? blocked?.message ?? sentence;
    const report: DesktopReport = { desktopId, state, sentence: why.slice(0, 500) };
    // The case may have come to its end; then nobody wants to know.
    theCase.signal(ownSignals.desktop, report).catch(() => undefined);
  });
}

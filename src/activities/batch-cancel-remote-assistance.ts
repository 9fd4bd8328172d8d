import type { SelectedDesktop } from '../domain/clean-up/plan.ts';
import type { LeftOut, Wave } from '../domain/clean-up/wave.ts';
import type { Attempt } from './attempt/attempt.ts';
import { refusedContent } from './wave/batch-refused.ts';
import { closeAssistance, isAssistanceOpen } from './cancel-remote-assistance.ts';
import type { Dependencies } from './dependencies.ts';
import { asFailure } from './attempt/failure.ts';
import { inOrder } from './attempt/in-order.ts';
import { judgeWave, listWave } from './wave/judge-wave.ts';
import type { PlannedWave } from './wave/planned-wave.ts';
import { alone, plannedWave } from './wave/planned-wave.ts';
import { handOn, handedOn } from './attempt/progress.ts';
import type { Logins } from './read/read-logins.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';
import { loginsBefore } from './plan/still-eligible.ts';

export interface AssistancesEnd {
  left: LeftOut[];
  /** At least so many: what an attempt did right before it failed is not counted. */
  cancelled: number;
}

/** What is done with the first so many desktops of the wave. */
interface Done extends AssistancesEnd {
  desktops: number;
}

/** As many as are under way together, so that their latency does not slow the flow. */
const atOnce = 4;

/**
 * Cancels remote assistance on the desktops of a wave, in their order: the API has no list of it
 * (ShowDesktopRemoteAssistanceInfo, CancelRemoteAssistance). A repeated attempt goes on where the last
 * one was; asking the kill switch and Temporal is left to those that have any to cancel.
 */
export const batchCancelRemoteAssistance = (dependencies: Dependencies) =>
  step(dependencies, async (wave: Wave, attempt): Promise<StepEnd<AssistancesEnd>> => {
    const planned = await plannedWave(dependencies, wave);
    const { desktops } = planned;
    let done = handedOn<Done>() ?? { desktops: 0, left: [], cancelled: 0 };
    // Many pages: read once for all, and only if any assistance is open.
    let reading: Promise<Logins | undefined> | undefined;
    const known = () => (reading ??= loginsBefore(attempt, desktops));
    const ends = inOrder(desktops.slice(done.desktops), atOnce, (desktop) =>
      endAssistance(dependencies, attempt, planned, { desktop, known }),
    );
    for await (const end of ends) {
      done = {
        desktops: done.desktops + 1,
        left: end.is === 'closed' ? done.left : [...done.left, end],
        cancelled: done.cancelled + (end.is === 'closed' ? end.cancelled : 0),
      };
      handOn(done);
    }
    const { left, cancelled } = done;
    const found = { left, cancelled };
    return cancelled === 0
      ? nothingToDo(found, `No remote assistance was open on ${desktops.length} desktops.`)
      : { found, summary: `Remote assistance was cancelled on ${cancelled} desktops.` };
  });

type AssistanceEnd = { is: 'closed'; cancelled: 0 | 1 } | LeftOut;

const nothingOpen: AssistanceEnd = { is: 'closed', cancelled: 0 };

async function endAssistance(
  dependencies: Dependencies,
  attempt: Attempt,
  planned: PlannedWave,
  { desktop, known }: { desktop: SelectedDesktop; known: () => Promise<Logins | undefined> },
): Promise<AssistanceEnd> {
  const { desktopId } = desktop;
  try {
    if (!(await isAssistanceOpen(dependencies, attempt, desktopId))) return nothingOpen;
    const logins = await known();
    await attempt.slot('CancelRemoteAssistance');
    const { readAt, details } = await listWave(attempt, [desktop]);
    const { clear, left } = await judgeWave(dependencies, attempt, planned, details, logins);
    if (left[0] !== undefined) return left[0];
    // Gone, on its way, or not shown: a later step finds out.
    if (clear.length === 0) return nothingOpen;
    return (await closeAssistance(dependencies, attempt, { desktopId, readAt }))
      ? { is: 'closed', cancelled: 1 }
      : alone(planned, desktop, 'It goes on alone: its remote assistance stays open.');
  } catch (error) {
    const refused = refusedContent(dependencies, error);
    if (refused !== undefined) {
      return alone(planned, desktop, `It goes on alone: ${refused.message}`);
    }
    throw asFailure(dependencies.treat, { desktopId }, error);
  }
}

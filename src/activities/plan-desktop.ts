import type { DesktopOrder } from '../domain/order.ts';
import type { DesktopOutcome } from '../domain/result.ts';
import { isAssistanceOpen } from './cancel-remote-assistance.ts';
import type { Dependencies } from './dependencies.ts';
import { judge } from './send/judge.ts';
import { readDesktop } from './read/read-desktop.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import { whyLapsed } from './plan/why-lapsed.ts';

export interface DesktopPlan {
  project: string;
  policyDigest: string;
  outcome: Extract<DesktopOutcome, `would-${string}` | 'already-gone'>;
  reason: string;
  /** One sentence for each call that would be made, in order. */
  plan: string[];
}

export interface Planned {
  planned: DesktopPlan;
}

/** Reads what the steps would read and says what they would do. Changes nothing. */
export const planDesktop = (dependencies: Dependencies) =>
  step(dependencies, async (order: DesktopOrder, attempt): Promise<StepEnd<Planned>> => {
    const { policyDigest } = dependencies;
    const found = (outcome: DesktopPlan['outcome'], reason: string, plan: string[] = []) => {
      const planned: DesktopPlan = {
        project: attempt.project,
        policyDigest,
        outcome,
        reason,
        plan,
      };
      return { found: { planned }, summary: reason };
    };

    const reading = await readDesktop(dependencies, attempt, order.desktopId);
    if (reading.is === 'gone') return found('already-gone', `The desktop is gone: ${reading.how}.`);
    if (reading.is === 'deleting') {
      return found('would-wait', 'The desktop is being deleted already.', [
        'Confirm that it is gone.',
      ]);
    }
    const lapse = await whyLapsed(dependencies, attempt, order, reading.detail);
    if (lapse !== undefined) return found('would-stop', `It would be kept, because ${lapse}.`);
    const verdict = judge(dependencies, order, reading.facts);
    if (verdict.is === 'stop')
      return found('would-stop', `It would not be deleted: ${verdict.reason}.`);

    const plan = [
      ...(verdict.is === 'wait' && verdict.logOff ? ['BatchLogoffDesktops'] : []),
      ...((await isAssistanceOpen(dependencies, attempt, order.desktopId))
        ? ['CancelRemoteAssistance']
        : []),
      ...(reading.facts.collaboration ? ['DeleteDesktopSubResources'] : []),
      `DeleteDesktop with delete_users=${order.deleteUsers}, email_notification=${order.emailNotification}, is_force_delete=${order.isForceDelete}`,
    ];
    return verdict.is === 'wait'
      ? found('would-wait', `It would wait, because ${verdict.reason}.`, plan)
      : found('would-delete', 'It would be deleted: nothing speaks against it.', plan);
  });

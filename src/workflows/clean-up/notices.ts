import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { CleanUpStatus } from '../../domain/clean-up/result.ts';
import type { CleanUpNotice, CleanUpNoticeType } from '../../domain/notice.ts';
import { execute } from '../run/steps.ts';

/** Has people told of a clean-up. Nothing fails with it. */
export function giveNotice(
  type: CleanUpNoticeType,
  status: CleanUpStatus,
  { nth, sentence = status.sentence }: { nth: number; sentence?: string | undefined },
): Promise<unknown> {
  const { policy, project, state, due, plan, counts } = status;
  const { workflowId, runId } = workflowInfo();
  const notice: CleanUpNotice = {
    type,
    id: `${runId}-${nth}`,
    timestamp: new Date().toISOString(),
    workflowId,
    policy,
    project,
    state,
    sentence,
    ...(due !== undefined && { due }),
    ...(plan !== undefined && { digest: plan.digest }),
    desktops: counts.selected,
  };
  return CancellationScope.nonCancellable(() => execute('notify', { policy, notice })).catch(
    () => undefined,
  );
}

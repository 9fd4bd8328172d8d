import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { CaseStatus } from '../../domain/case-result.ts';
import type { CaseNotice, CaseNoticeType } from '../../domain/notice.ts';
import { execute } from '../run/steps.ts';

/** Has people told of a case. Nothing waits for that, and nothing fails with it. */
export function giveNotice(
  type: CaseNoticeType,
  status: CaseStatus,
  { nth, sentence = status.sentence }: { nth: number; sentence?: string | undefined },
): void {
  const { sender, personId, state, due, digest, desktops } = status;
  const { workflowId, runId } = workflowInfo();
  const notice: CaseNotice = {
    type,
    id: `${runId}-${nth}`,
    timestamp: new Date().toISOString(),
    workflowId,
    sender,
    personId,
    state,
    sentence,
    ...(due !== undefined && { due }),
    ...(digest !== undefined && { digest }),
    desktops: desktops.length,
  };
  CancellationScope.nonCancellable(() => execute('notify', { sender, personId, notice })).catch(
    () => undefined,
  );
}

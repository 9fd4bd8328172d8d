import type { History } from '@temporalio/common/lib/proto-utils.js';

/** Whose word a run goes by, and who gave it. Workflow ids. */
export interface SendersOfGo {
  /** The workflow that started the run as its child. */
  parent: string | undefined;
  /** Of each signal `go`, in order; undefined where a client sent it. Only the server can say this. */
  senders: (string | undefined)[];
}

export const sendersOfGo = ({ events }: History): SendersOfGo => ({
  parent:
    events?.at(0)?.workflowExecutionStartedEventAttributes?.parentWorkflowExecution?.workflowId ??
    undefined,
  senders: (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signal?.signalName === 'go' ? [signal.externalWorkflowExecution?.workflowId || undefined] : [],
  ),
});

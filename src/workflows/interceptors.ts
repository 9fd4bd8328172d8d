import type { WorkflowInterceptors } from '@temporalio/workflow';
import { speakableName } from '../domain/verb-record.ts';

/**
 * A signal with a name that the SDK keeps for itself would fail every workflow task, and so freeze its
 * run for good. Under another name it is refused like every name that is no verb.
 */
export const interceptors = (): WorkflowInterceptors => ({
  internals: [
    {
      activate(input, next) {
        for (const { signalWorkflow: signal } of input.activation.jobs ?? []) {
          if (signal?.signalName) signal.signalName = speakableName(signal.signalName);
        }
        next(input);
      },
    },
  ],
});

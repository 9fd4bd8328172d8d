import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { Sender } from '../domain/who-said-what.ts';
import { timeOf } from './time-of.ts';

/** Who sent what to a run, in the order of its history. */
export const sendersIn = ({ events }: History): Sender[] =>
  (events ?? []).flatMap((event): Sender[] => {
    const at = timeOf(event.eventTime);
    const by = event.principal?.name ? { principal: event.principal.name } : {};
    const signal = event.workflowExecutionSignaledEventAttributes;
    if (signal)
      return [
        {
          kind: 'signal',
          name: signal.signalName ?? '',
          identity: signal.identity ?? '',
          at,
          ...by,
        },
      ];
    // After a reset, an update that was accepted before is admitted anew, and only there in full.
    const request =
      event.workflowExecutionUpdateAdmittedEventAttributes?.request ??
      event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
    if (!request) return [];
    const { updateId, identity } = request.meta ?? {};
    const name = request.input?.name ?? '';
    return [
      { kind: 'update', name, ...(updateId && { updateId }), identity: identity ?? '', at, ...by },
    ];
  });

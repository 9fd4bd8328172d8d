import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, test } from 'vitest';
import { sendersIn } from '../../src/temporal/senders-in.ts';

const eventTime = '1970-01-01T00:00:01Z';
const at = '1970-01-01T00:00:01.000Z';
const request = { meta: { updateId: 'u', identity: 'ann' }, input: { name: 'hold' } };

test.for([
  [
    'a signal',
    { workflowExecutionSignaledEventAttributes: { signalName: 'hold', identity: 'ann' } },
    [{ kind: 'signal', name: 'hold', identity: 'ann', at }],
  ],
  [
    'a signal of somebody whom the server knows',
    {
      principal: { type: 'jwt', name: 'ann@example.com' },
      workflowExecutionSignaledEventAttributes: { signalName: 'hold', identity: 'somebody' },
    },
    [{ kind: 'signal', name: 'hold', identity: 'somebody', principal: 'ann@example.com', at }],
  ],
  [
    'an update',
    { workflowExecutionUpdateAcceptedEventAttributes: { acceptedRequest: request } },
    [{ kind: 'update', name: 'hold', updateId: 'u', identity: 'ann', at }],
  ],
  [
    'an update that a reset brought back',
    { workflowExecutionUpdateAdmittedEventAttributes: { request } },
    [{ kind: 'update', name: 'hold', updateId: 'u', identity: 'ann', at }],
  ],
  [
    'the acceptance of an update that was admitted before',
    { workflowExecutionUpdateAcceptedEventAttributes: { protocolInstanceId: 'u' } },
    [],
  ],
  ['a timer', { timerFiredEventAttributes: { timerId: '1' } }, []],
] as const)('%s is told as what it is', ([, attributes, senders]) => {
  expect(sendersIn(historyFromJSON({ events: [{ eventTime, ...attributes }] }))).toEqual(senders);
});

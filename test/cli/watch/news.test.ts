import { expect, test } from 'vitest';
import type { OffboardDesktopResult, StepReceipt } from '../../../src/client.ts';
import { newsOf } from '../../../src/cli/watch/news.ts';
import type { VerbRecord } from '../../../src/domain/verb-record.ts';

const at = (second: number) => new Date(Date.UTC(2030, 0, 31, 18, 0, second)).toISOString();

const step = (name: string, endedAt: string): StepReceipt => ({
  step: name,
  outcome: 'done',
  summary: 'It is done.',
  startedAt: at(0),
  endedAt,
  attempts: 1,
  requestIds: [],
  errorCodes: {},
});
const hold: VerbRecord = {
  verb: 'hold',
  via: 'signal',
  at: at(2),
  outcome: 'applied',
  sentence: 'Held.',
};
const result: OffboardDesktopResult = {
  desktopId: 'd1',
  project: 'default',
  outcome: 'deleted',
  reason: 'Gone.',
  user: { outcome: 'gone', reason: 'Gone.' },
  policyDigest: '',
  steps: [step('showDesktopDetail', at(1)), step('deleteDesktop', at(3))],
  verbs: [hold],
};

test('what is over is told in its order, with the time at which it happened', () => {
  const news = newsOf();
  const view = {
    kind: 'desktop',
    is: 'ended',
    workflowId: 'offboard-desktop/d1',
    result,
    endedAt: at(4),
  } as const;
  expect(news(view).map(({ at: when, line }) => [when, line.split(' ')[0]])).toEqual([
    [at(1), 'showDesktopDetail'],
    [at(2), 'hold'],
    [at(3), 'deleteDesktop'],
    [at(4), 'deleted'],
  ]);
  expect(news(view)).toEqual([]);
});

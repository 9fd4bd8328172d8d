import { expect, test } from 'vitest';
import type { CaseStatus, OffboardDesktopResult, StepReceipt } from '../../../src/client.ts';
import { newsOf } from '../../../src/cli/watch/news.ts';
import type { VerbRecord } from '../../../src/domain/verb-record.ts';
import { cleanUpPlan, cleanUpResult } from '../../evidence/documents.ts';

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

test('of a clean-up that is over it is told what it came to, in counts', () => {
  const view = {
    kind: 'clean-up',
    is: 'ended',
    workflowId: 'clean-up/idle-60-days',
    result: cleanUpResult(cleanUpPlan(['d-1', 'd-2'])),
    endedAt: at(4),
  } as const;
  expect(newsOf()(view)).toEqual([
    { at: at(4), line: 'done  The plan was carried out. 3 seen, 2 selected.' },
  ]);
});

test('of a case it is told what was heard, and each desktop again when it stands elsewhere', () => {
  const news = newsOf();
  const desktop = { desktopId: 'd1', project: 'default', userId: 'u1', action: 'delete' } as const;
  const heard = {
    id: 'e1',
    type: 'leaver.opened',
    requestedBy: 'HR',
    timestamp: at(0),
    at: at(1),
  } as const;
  const status: CaseStatus = {
    sender: 'hr',
    personId: 'E10023',
    state: 'running',
    sentence: 'The desktops go.',
    approvals: [],
    voidedApprovals: [],
    desktops: [{ ...desktop, state: 'running', sentence: 'It runs.' }],
    users: [],
    events: [{ ...heard, sentence: 'It opened the case.' }],
    steps: [],
    verbs: [hold],
  };
  const view = { kind: 'case', is: 'open', workflowId: 'offboard-user/hr/E10023', status } as const;
  expect(news(view).map(({ line }) => line)).toEqual([
    'leaver.opened  It opened the case.',
    'hold by signal, applied: Held.',
    'desktop d1  running  It runs.',
    'running  The desktops go.',
  ]);
  expect(news(view)).toEqual([]);
  const desktops = [{ ...desktop, outcome: 'deleted' as const, sentence: 'Gone.' }];
  expect(news({ ...view, status: { ...status, desktops } })).toEqual([
    { line: 'desktop d1  deleted  Gone.' },
  ]);
});

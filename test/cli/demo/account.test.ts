import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CaseStatus } from '../../../src/client.ts';
import { accountFor } from '../../../src/cli/demo/account.ts';
import { cast } from '../../../src/cli/demo/cast.ts';
import { castLab } from '../../../src/cli/demo/clean-up/lab.ts';
import { writePolicy } from '../../../src/cli/demo/clean-up/policy.ts';
import { cleanUpAccount } from '../../../src/cli/demo/clean-up/summary.ts';
import { castLeaver } from '../../../src/cli/demo/leaver/leaver.ts';
import { leaverAccount } from '../../../src/cli/demo/leaver/summary.ts';
import { parts } from '../../../src/cli/demo/parts.ts';
import type { VerbRecord } from '../../../src/domain/verb-record.ts';
import { cleanUpPlan, cleanUpResult } from '../../evidence/documents.ts';

const at = '2026-03-01T12:00:00.000Z';
const moments = [{ atMs: 1_200, phrase: { tone: 'good', text: 'all is gone' } }] as const;
const said = (verb: VerbRecord['verb']): VerbRecord => ({
  verb,
  via: 'update',
  at,
  outcome: 'applied',
  sentence: 'As told.',
});

test('desktops are counted by what became of them, with the median and the most', () => {
  const fates = cast(parts).map((actor, index) => ({
    actor,
    outcome: actor.part.ends,
    reason: '',
    met: {},
    historyEvents: index,
    apiCalls: 10,
    asExpected: true,
  }));
  expect(accountFor(fates, [], 12.34)).toEqual({
    desktops: 16,
    deleted: 12,
    alreadyGone: 1,
    kept: 1,
    blocked: 2,
    violations: 0,
    historyEvents: { median: 7, max: 15 },
    apiCalls: { median: 10, max: 10 },
    seconds: 12.3,
  });
});

test('of the leaver it is told what was said, and what is gone', () => {
  const leaver = castLeaver();
  const desktop = {
    desktopId: 'd-1',
    project: 'default',
    userId: 'u-1',
    action: 'delete',
    sentence: 'As told.',
  } as const;
  const status: CaseStatus = {
    sender: 'hr',
    personId: leaver.personId,
    state: 'done',
    sentence: 'All is gone.',
    approvals: [],
    voidedApprovals: [],
    desktops: [
      { ...desktop, outcome: 'deleted' },
      { ...desktop, desktopId: 'd-2', outcome: 'kept' },
    ],
    users: [{ project: 'default', userId: 'u-1', outcome: 'gone', reason: 'As told.' }],
    events: [],
    steps: [],
    verbs: [said('hold'), said('approve')],
  };
  const workflowId = `offboard-user/hr/${leaver.personId}`;
  expect(
    leaverAccount({ leaver, workflowId, status, moments, historyEvents: 40, asExpected: true }),
  ).toEqual({
    state: 'done',
    desktops: 2,
    deleted: 1,
    usersGone: 1,
    approvals: 0,
    said: ['hold', 'approve'],
    historyEvents: 40,
    moments: ['all is gone'],
  });
});

test('of the clean-up it is told what became of each desktop by its name, and where that is proved', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'demo-account-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const lab = castLab();
  const [first] = lab.desktops.map(({ desktopId }) => desktopId);
  const result = cleanUpResult(cleanUpPlan([first ?? '']), { verbs: [said('exclude')] });
  const rows = [{ desktopId: first ?? '', outcome: 'deleted', reason: 'It is gone.' }] as const;
  const policy = await writePolicy(directory, lab.policy);
  const workflowId = `clean-up/${lab.policy}`;
  const fate = {
    lab,
    policy,
    workflowId,
    result,
    rows,
    moments,
    historyEvents: 9,
    asExpected: true,
  };
  expect(cleanUpAccount(fate)).toEqual({
    policy: expect.stringContaining('unusedFor: 60d'),
    outcome: 'done',
    quarantinedFor: [],
    counts: result.counts,
    approvals: 0,
    said: ['exclude: applied'],
    desktops: [{ name: 'lab-1', became: 'deleted', why: 'It is gone.' }],
    evidence: undefined,
    historyEvents: 9,
    moments: ['all is gone'],
  });
});

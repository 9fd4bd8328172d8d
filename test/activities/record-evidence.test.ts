/** What is left of a run for auditors, as one document. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordEvidenceInput } from '../../src/activities/record-evidence.ts';
import type { OffboardUserResult } from '../../src/domain/case-result.ts';
import { claim, claimedSince } from '../../src/evidence/clean-up-budget.ts';
import { fileDocument } from '../../src/evidence/file-document.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { readDocument } from '../../src/evidence/read-document.ts';
import type { EvidenceStore } from '../../src/evidence/store.ts';
import { verify } from '../../src/evidence/verify.ts';
import { call, userIntent, intent, outcome } from '../evidence/call.ts';
import { cleanUpPlan, unfiled, unfiledCleanUp } from '../evidence/documents.ts';
import type { Stage } from './stage.ts';
import { failureOf, startStage } from './stage.ts';
import type { runInPlace, runLater } from './steps-workflow.ts';

let stage: Stage;
let store: EvidenceStore;
beforeAll(async () => {
  stage = await startStage({});
  store = openEvidence(stage.house.settings.evidence);
});
afterAll(() => stage?.stop());

const user = { project: 'default', userId: 'u-1' };
const caseResult: OffboardUserResult = {
  sender: 'hr',
  personId: 'E10023',
  voidedApprovals: [],
  approvedPlans: {},
  approvals: [
    {
      approver: 'Bea',
      identity: 'offboard:bea@office',
      at: '2026-03-01T11:30:00.000Z',
      digest: 'abc',
    },
  ],
  desktops: ['d-2', 'd-3'].map((desktopId) => ({
    ...user,
    desktopId,
    action: 'delete',
    outcome: 'deleted',
    sentence: 'It is gone.',
  })),
  users: [{ ...user, outcome: 'gone', reason: 'It is gone.' }],
  events: [],
  steps: [],
  verbs: [],
  outcome: 'done',
  reason: 'All is gone.',
  endedAt: '2026-03-01T12:30:00.000Z',
  requestedBy: 'Cleo',
  policyDigest: 'abc',
};

const desktopEnd = (desktopId: string): RecordEvidenceInput => {
  const { order, result } = unfiled('any') as Extract<
    ReturnType<typeof unfiled>,
    { kind: 'offboardDesktop' }
  >;
  return {
    kind: 'offboardDesktop',
    desktopId,
    order: { ...order, desktopId },
    result: { ...result, desktopId },
  };
};

const inPlaceName = (input: RecordEvidenceInput) => {
  if ('desktopId' in input) return input.desktopId;
  return 'personId' in input ? input.personId : input.policy;
};

const recordInPlace = async (input: RecordEvidenceInput) => {
  const { client } = stage.house;
  const handle = await client.workflow.start<typeof runInPlace>('runInPlace', {
    taskQueue: stage.crew.taskQueue,
    workflowId: `in-place/${inPlaceName(input)}`,
    args: [{ step: 'recordEvidence', input }],
  });
  const history = async () => (await handle.fetchHistory()).events ?? [];
  return { found: handle.result(), history };
};

test('the document of a run has who began it, what was said, and every call with the gap before it', async () => {
  await store.recordIntent(
    intent({ desktopId: 'd-1', attempt: 2, at: '2026-03-01T12:05:00.000Z' }),
  );
  await store.recordIntent(intent({ desktopId: 'd-1' }));
  await store.recordOutcome(intent({ desktopId: 'd-1' }), outcome('unknown'));

  const handle = await stage.begin('recordEvidence', desktopEnd('d-1'));
  const { found, receipt } = (await handle.result()) as {
    found: { document: string; sha256: string; ledger: number; head: string };
    receipt: object;
  };
  const stored = await readDocument(store.objects, handle.workflowId);
  expect(stored?.reference).toEqual({ key: found.document, sha256: found.sha256 });
  expect(stored?.document).toMatchObject({
    version: 1,
    kind: 'offboardDesktop',
    workflowId: handle.workflowId,
    namespace: stage.house.client.options.namespace,
    start: { identity: `${process.pid}@${hostname()}` },
    store: await store.id(),
    order: { desktopId: 'd-1' },
    result: { outcome: 'rescinded', verbs: [{ by: 'Ann', reason: 'no longer' }] },
    calls: [
      { ...call({ desktopId: 'd-1' }, outcome('unknown')), readToCallMs: 1_000 },
      { intent: { attempt: 2 } },
    ],
    stillBilled: [expect.stringContaining('d-1')],
  });
  expect(found.head).toMatch(new RegExp(`^${found.ledger}:[0-9a-f]{64}$`));
  expect(receipt).toMatchObject({ step: 'recordEvidence', outcome: 'done', attempts: 1 });
});

test('the document of a case has the calls on all its desktops and users, and names the documents of their runs', async () => {
  await store.recordIntent(intent({ desktopId: 'd-2' }));
  await store.recordIntent(userIntent('u-1'));
  const child = await stage.begin('recordEvidence', desktopEnd('d-2'));
  await child.result();

  const handle = await stage.begin('recordEvidence', {
    kind: 'offboardUser',
    sender: 'hr',
    personId: 'E10023',
    result: caseResult,
    desktopRuns: [child.workflowId, 'offboard-desktop/d-3'],
  });
  await handle.result();
  const { document } = (await readDocument(store.objects, handle.workflowId)) ?? {};
  const ofChild = await readDocument(store.objects, child.workflowId);
  expect(document).toMatchObject({
    kind: 'offboardUser',
    result: caseResult,
    desktopRuns: [ofChild?.reference],
    stillBilled: [expect.stringContaining('one of the desktops d-2, d-3')],
  });
  const calls = document?.kind === 'offboardUser' ? document.calls : [];
  expect(calls.map(({ intent: { operation } }) => operation).toSorted()).toEqual([
    'DeleteDesktop',
    'DeleteUser',
  ]);
});

test.for([
  desktopEnd('d-6'),
  { kind: 'offboardUser', sender: 'hr', personId: 'E6', result: caseResult, desktopRuns: [] },
] satisfies RecordEvidenceInput[])(
  'the end of a run is not written to another store than the run began with: $kind',
  async (end) => {
    const { found } = await recordInPlace({ ...end, evidenceStore: 'another' });
    expect(await failureOf(found)).toMatchObject({
      type: 'EVIDENCE.FOREIGN',
      message: expect.stringContaining('another'),
    });
    const again = await recordInPlace({ ...end, evidenceStore: await store.id() });
    expect(await again.found).toMatchObject({ found: { ledger: expect.any(Number) } });
  },
);

test('the document of a clean-up has its plan, its rows and its runs, and who began the first of them; its claim ends', async () => {
  const plan = cleanUpPlan(['d-6', 'd-7']);
  const { rows, result, ...written } = await unfiledCleanUp(store.objects, plan, {
    waves: [[{ desktopId: 'd-6', outcome: 'deleted', reason: 'It is gone.' }]],
    alone: [{ desktopId: 'd-7', sentence: 'It is gone.', outcome: 'deleted' }],
  });
  const alone = { ...unfiled('run-of-d-7'), workflowId: 'offboard-desktop/d-7' };
  const { document: ofAlone } = await fileDocument(store, alone, async () => alone);
  const { policy, project, plan: { digest = '' } = {} } = result;
  await claim(store.objects, { policy, project, digest, desktops: 2 }, new Date());
  const claimed = () =>
    claimedSince(store.objects, { project, since: new Date(Date.now() + 3_600_000) });
  expect(await claimed()).toBe(2);
  const first = await stage.house.client.workflow.start<typeof runLater>('runLater', {
    taskQueue: stage.crew.taskQueue,
    workflowId: 'clean-up/idle-60-days',
    args: [
      {
        times: 2,
        step: 'recordEvidence',
        input: { kind: 'cleanUpDesktops', policy, digest, result },
      },
    ],
  });
  await first.result();
  const stored = await readDocument(store.objects, first.workflowId);
  expect(stored?.document).toMatchObject({
    kind: 'cleanUpDesktops',
    start: { identity: `${process.pid}@${hostname()}` },
    earlierRuns: [expect.any(String), first.firstExecutionRunId],
    result,
    plan: written.plan,
    rows,
    desktopRuns: [ofAlone],
  });
  expect(await claimed()).toBe(0);
});

test('it can be written within a workflow task, as one event', async () => {
  const { found, history } = await recordInPlace(desktopEnd('d-4'));
  expect(await found).toMatchObject({
    found: { document: expect.stringContaining('in-place/d-4') },
  });
  const types = (await history()).filter((event) => event.markerRecordedEventAttributes);
  expect(types).toHaveLength(1);
  expect(await verify(store)).toMatchObject({ findings: [] });
});

test('a store that is away fails it, and it is written when the store is back', async () => {
  const inTheWay = join(stage.house.settings.evidence.directory, 'documents', 'in-place', 'd-5');
  await mkdir(join(inTheWay, '..'), { recursive: true });
  await writeFile(inTheWay, '');
  const { found } = await recordInPlace(desktopEnd('d-5'));
  expect(await failureOf(found)).toMatchObject({ type: 'EVIDENCE.UNAVAILABLE' });
  await rm(inTheWay);
  const again = await recordInPlace(desktopEnd('d-5'));
  expect(await again.found).toMatchObject({ found: { ledger: expect.any(Number) } });
});

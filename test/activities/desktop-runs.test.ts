/** What a case says to the runs of its desktops, what they answer, and whose word they go by. */
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VerbName } from '../../src/domain/verbs.ts';
import type { Go } from '../../src/domain/order.ts';
import { sendersOfGo } from '../../src/temporal/senders-of-go.ts';
import { offboardDesktopId } from '../../src/workflows/contract.ts';
import { desktop, orderFor, ownerOf } from '../support/estate.ts';
import { status } from '../support/house.ts';
import { until } from '../support/until.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';
import { endUpdate, goUpdate, stepUpdate } from './steps-workflow.ts';

let stage: Stage;

const names = ['told', 'refuses', 'rescinded', 'late', 'taken', 'waited-for', 'let-go'];

beforeAll(async () => {
  stage = await startStage({
    estate: {
      desktops: names.map((name) =>
        desktop(name, name === 'late' ? { sim: { deletingMs: 20_000 } } : {}),
      ),
    },
  });
});
afterAll(() => stage?.stop());

const runOf = (name: string) => stage.house.client.workflow.getHandle(offboardDesktopId(name));

const untilState = (name: string, state: string) =>
  until(`${name} is ${state}`, async () =>
    status(runOf(name)).then(
      (shown) => shown.state === state,
      () => false,
    ),
  );

/** Starts a case whose runs wait for its go. */
async function caseOf(...desktops: string[]): Promise<WorkflowHandle> {
  const handle = await stage.own(
    desktops.map((name) => ({ desktopId: name, owner: ownerOf(name) })),
  );
  await Promise.all(desktops.map((name) => untilState(name, 'planned')));
  return handle;
}

const end = (handle: WorkflowHandle) => handle.executeUpdate(endUpdate, { args: [{}] });

async function tell(
  handle: WorkflowHandle,
  verb: VerbName,
  input: object,
  ...desktopIds: string[]
) {
  const about = { sender: 'hr', personId: 'p-1' };
  const result = await handle.executeUpdate(stepUpdate, {
    args: [{ step: 'tellDesktops', input: { ...about, verb, input, desktopIds } }],
  });
  return (result as { found: { answers: object[] } }).found.answers;
}

const goFor = (name: string): Go => ({
  digest: 'a'.repeat(64),
  deleteUsers: false,
  planned: {
    attachedUsers: [{ userId: ownerOf(name), type: 'USER' }],
    desktopType: 'DEDICATED',
    frozen: false,
    inMaintenance: false,
    prepaid: false,
    tags: [],
  },
});

const letGo = (handle: WorkflowHandle, name: string) =>
  handle.executeUpdate(goUpdate, { args: [{ desktopId: name, go: goFor(name) }] });

const reason = 'the test says so';

test.concurrent('a verb reaches each run of the case, and each answer comes back', async () => {
  const handle = await caseOf('told', 'refuses');
  expect(await tell(handle, 'hold', { reason }, 'told')).toEqual([
    { desktopId: 'told', is: 'applied', sentence: 'Held until it is released.' },
  ]);
  expect(await tell(handle, 'release', { reason }, 'told', 'refuses')).toEqual([
    { desktopId: 'told', is: 'applied', sentence: expect.any(String) },
    { desktopId: 'refuses', is: 'refused', sentence: 'release: the run is not held.' },
  ]);
  const { events } = await runOf('told').fetchHistory();
  const ids = (events ?? []).flatMap(
    ({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) =>
      accepted?.acceptedRequest?.meta?.updateId ?? [],
  );
  const { runId } = await handle.describe();
  expect(ids, 'so that a repeated attempt says it only once').toEqual([
    expect.stringMatching(new RegExp(`^${runId}\\.\\d+\\.told$`)),
    expect.stringMatching(new RegExp(`^${runId}\\.\\d+\\.told$`)),
  ]);
  await end(handle);
});

test.concurrent('a run that has ended, or never was, is told nothing', async () => {
  const handle = await caseOf('rescinded');
  const said = await tell(handle, 'rescind', { reason }, 'rescinded', 'never-was');
  expect(said).toMatchObject([{ is: 'applied' }, { is: 'ended' }]);
  await runOf('rescinded').result();
  expect(await tell(handle, 'hold', { reason }, 'rescinded')).toMatchObject([{ is: 'ended' }]);
  await end(handle);
});

test.concurrent('a run that has sent its delete says that it is too late', async () => {
  const handle = await caseOf('late');
  await letGo(handle, 'late');
  await until('the delete is sent', async () => {
    const { pointOfNoReturn } = await status(runOf('late'));
    return pointOfNoReturn;
  });
  expect(await tell(handle, 'hold', { reason }, 'late')).toMatchObject([
    { desktopId: 'late', is: 'too-late', sentence: expect.stringMatching(/^hold: too late: /) },
  ]);
  await end(handle);
});

test.concurrent('a run that another has started is not told anything', async () => {
  const handle = await caseOf();
  const other = await stage.house.order(orderFor('taken'), 'a-queue-without-workers');
  expect(await tell(handle, 'hold', { reason }, 'taken')).toEqual([
    { desktopId: 'taken', is: 'refused', sentence: 'Another run has it.' },
  ]);
  const { events } = await other.fetchHistory();
  expect(events?.some(({ workflowExecutionUpdateAdmittedEventAttributes: it }) => it)).toBe(false);
  await Promise.all([other.terminate(), end(handle)]);
});

test.concurrent('another run of the desktop is waited for until it has ended', async () => {
  const other = await stage.house.order(orderFor('waited-for'), 'a-queue-without-workers');
  const waiting = await stage.begin('awaitOtherRun', { desktopId: 'waited-for' });
  await until('it looks again', async () => {
    const { raw } = await waiting.describe();
    return raw.pendingActivities?.some(({ attempt }) => (attempt ?? 0) > 1);
  });
  await other.terminate();
  await waiting.result();
  expect(await stage.run('awaitOtherRun', { desktopId: 'never-was' })).toEqual({});
});

test.concurrent('only the go of the case that owns the desktop lets its run begin', async () => {
  const [handle, stranger] = await Promise.all([caseOf('let-go'), caseOf()]);
  const child = runOf('let-go');
  await child.signal('go', goFor('let-go'));
  await letGo(stranger, 'let-go');
  await until('both are refused', async () => {
    const { verbs } = await status(child);
    return verbs.some(({ verb, outcome }) => verb === 'go' && outcome === 'refused');
  });
  expect((await status(child)).state).toBe('planned');
  await letGo(handle, 'let-go');
  expect(await child.result()).toMatchObject({ outcome: 'deleted' });

  expect(sendersOfGo(await child.fetchHistory()), 'as the server recorded them').toEqual({
    parent: handle.workflowId,
    senders: [undefined, stranger.workflowId, handle.workflowId],
  });
  await Promise.all([end(handle), end(stranger)]);
});

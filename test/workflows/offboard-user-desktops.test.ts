/** The runs of a leaver's desktops: whose they are, how they go, and what becomes of the user. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  caseStatus,
  deletesOf,
  dueSoon,
  eventOf,
  hours,
  inMs,
  leaverOf,
  openCase,
  runOf,
  tellCase,
  untilCase,
  untilRun,
} from '../support/case.ts';
import type { EstateDesktop } from '../support/estate.ts';
import { desktopOf, userIdOf, userNameOf } from '../support/estate.ts';
import { activityInputs } from '../support/history.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

const keep = [{ key: 'offboarding:keep', value: '' }];

/** The desktops of each person. */
const people: Record<string, EstateDesktop[]> = {
  '1-owned': [{}],
  '1-busy': [{ in_maintenance_mode: true }],
  '1-fast': [{}, {}, {}],
  '1-stuck': [{}, { is_freeze: true }, {}],
  '1-killed': [{}],
  '1-lost': [{ is_freeze: true }],
  '1-unclear': [{ is_freeze: true }],
  '1-leaves-twice': [{ is_freeze: true }],
  '1-called-off': [{}, {}],
  '1-lost-early': [{}],
  '1-spared': [{}, {}],
  '1-mixed': [{}, { tags: keep }],
  '1-case': [{}],
  '1-kept': [{}, {}],
  '1-wrong': [{}],
};

let house: House;

beforeAll(async () => {
  house = await startHouse({
    settings: {
      leavers: {
        approvals: 0,
        deleteUsers: { involuntary: true, voluntary: false },
        grace: '1 s',
        notice: '0 s',
        memory: '1 s',
      },
    },
    estate: {
      desktops: Object.entries(people).flatMap(([who, all]) =>
        all.map((facts, index) => desktopOf(who, `${who}-${'abc'.charAt(index)}`, facts)),
      ),
      users: [
        { id: userIdOf('1-none'), user_name: userNameOf('1-none') },
        { id: 'twin-here', user_name: userNameOf('1-twin'), domain: 'here.local' },
        { id: 'twin-there', user_name: userNameOf('1-twin'), domain: 'there.local' },
        { id: 'longer', user_name: `${userNameOf('1-case')}-2` },
      ],
    },
  });
});
afterAll(() => house?.stop());

const leavesIn = (personId: string, ms: number) => leaverOf(personId, { effectiveAt: inMs(ms) });

async function waiting(personId: string) {
  const handle = await openCase(house, leavesIn(personId, hours));
  await untilCase(handle, 'waiting');
  return handle;
}

const decide = (handle: Awaited<ReturnType<typeof openCase>>, action: 'retry' | 'skip') =>
  tell(handle, 'resolve', { action, reason: 'the test says so' });

test.concurrent(
  'a user of the name in other letters is found, and their namesakes are left alone',
  async () => {
    const leaver = leavesIn('1-case', hours);
    const handle = await openCase(house, { ...leaver, userName: leaver.userName.toUpperCase() });
    const { plan } = await untilCase(handle, 'waiting');
    expect(plan?.users).toEqual([{ project: 'default', userId: userIdOf('1-case') }]);
  },
);

test.concurrent(
  'a case whose user cannot be told stands still until HR says more, and then goes on by itself',
  async () => {
    const leaver = leavesIn('1-twin', hours);
    const handle = await openCase(house, leaver);
    expect((await untilCase(handle, 'blocked')).blocked).toMatchObject({
      step: 'planLeaver',
      errorCode: 'USER.SEVERAL',
    });
    await tellCase(house, eventOf('leaver.updated', { ...leaver, domain: 'there.local' }));
    expect((await untilCase(handle, 'waiting')).plan?.users).toMatchObject([
      { userId: 'twin-there' },
    ]);
  },
);

test.concurrent(
  'nobody of the name is not the end of a case, and a corrected name lets it go on',
  async () => {
    const leaver = leavesIn('1-wrong', hours);
    const handle = await openCase(house, { ...leaver, userName: 'nobody-of-that-name' });
    const { blocked } = await untilCase(handle, 'blocked');
    expect(blocked).toMatchObject({ errorCode: 'USER.NONE' });
    expect(JSON.stringify(blocked)).not.toContain('nobody-of-that-name');
    await tellCase(house, eventOf('leaver.updated', leaver));
    expect((await untilCase(handle, 'waiting')).desktops).toMatchObject([
      { desktopId: '1-wrong-a' },
    ]);
  },
);

test.concurrent(
  'the same world gives the same digest, and an open case keeps its desktops from everybody else',
  async () => {
    const leaver = leavesIn('1-owned', hours);
    const handle = await openCase(house, leaver);
    const { digest } = await untilCase(handle, 'waiting');
    await untilRun(house, '1-owned-a', 'planned');
    await expect(
      house.order({ desktopId: '1-owned-a', expectedOwner: userIdOf('1-owned') }),
    ).rejects.toBeInstanceOf(WorkflowExecutionAlreadyStartedError);

    await tell(handle, 'reschedule', { effectiveAt: leaver.effectiveAt, reason: 'as it was' });
    await until('the plan was made anew', async () => {
      const { steps, state } = await caseStatus(handle);
      return state === 'waiting' && steps.filter(({ step }) => step === 'planLeaver').length === 2;
    });
    expect((await caseStatus(handle)).digest).toBe(digest);

    expect(
      await tell(handle, 'exclude', { desktopId: '1-owned-a', reason: 'a shared inbox' }),
    ).toMatch('desktop 1-owned-a is kept');
    await until('it is free', async () => {
      const { status } = await runOf(house, '1-owned-a').describe();
      return status.name === 'COMPLETED';
    });
    expect((await caseStatus(handle)).desktops).toMatchObject([
      { action: 'keep', sentence: 'Kept: excluded by an operator.' },
    ]);
  },
);

test.concurrent('nobody but its case can let the run of a desktop begin', async () => {
  await waiting('1-spared');
  await untilRun(house, '1-spared-a', 'planned');
  const run = runOf(house, '1-spared-a');
  await run.signal('go', {
    digest: 'a'.repeat(64),
    deleteUsers: true,
    planned: {
      attachedUsers: [{ userId: userIdOf('1-spared'), type: 'USER' }],
      desktopType: 'DEDICATED',
      frozen: false,
      inMaintenance: false,
      prepaid: false,
      tags: [],
    },
  });
  await run.signal('go', 'now');
  await until('it was looked into', async () => {
    const inputs = await activityInputs(run);
    return inputs.some(([step]) => step === 'confirmGo');
  });
  await untilRun(house, '1-spared-a', 'planned');
  expect(await deletesOf(house, '1-spared-a')).toBe(0);
});

test.concurrent(
  'a desktop that another run has is waited for, and has a run of its own then',
  async () => {
    const other = await house.order({ desktopId: '1-busy-a', expectedOwner: userIdOf('1-busy') });
    await untilRun(house, '1-busy-a', 'waiting');
    const handle = await openCase(house, leavesIn('1-busy', 1_000));
    await until('the case waits for it', async () => {
      const [row] = (await caseStatus(handle)).desktops;
      return row?.state === 'waiting' && row.sentence.startsWith('Another run has this desktop');
    });
    await untilCase(handle, 'running');
    await house.simulator.patch('1-busy-a', { in_maintenance_mode: false });
    // What the plan rests on has changed under it: only a person may let that pass.
    await tell(other, 'rescind', { reason: 'the case has it' });
    await untilCase(handle, 'blocked');
    await decide(handle, 'skip');
    expect(await handle.result()).toMatchObject({ desktops: [{ outcome: 'kept' }] });
  },
);

test.concurrent(
  'all desktops but the last go first, and only the last takes the user along',
  async () => {
    const handle = await openCase(house, leavesIn('1-fast', 0));
    expect(await handle.result()).toMatchObject({
      outcome: 'done',
      desktops: [{ outcome: 'deleted' }, { outcome: 'deleted' }, { outcome: 'deleted' }],
      users: [{ outcome: 'gone' }],
    });
    const asked = await Promise.all(
      ['1-fast-a', '1-fast-b', '1-fast-c'].map(async (desktopId) => {
        const inputs = await activityInputs(runOf(house, desktopId));
        // What an activity of ours was sent; one that comes back as `not-yet` is sent it again.
        return inputs.findLast(([step]) => step === 'deleteDesktop')?.[1] as {
          deleteUsers: boolean;
        };
      }),
    );
    expect(asked.map(({ deleteUsers }) => deleteUsers)).toEqual([false, false, true]);
    expect((await house.simulator.audit()).violations).toEqual([]);
  },
);

test.concurrent(
  'one desktop that is blocked does not stop the others, and is resolved on the case',
  async () => {
    const handle = await openCase(house, leavesIn('1-stuck', 0));
    await until('the others are gone', async () => {
      const { desktops } = await caseStatus(handle);
      return desktops.filter(({ outcome }) => outcome === 'deleted').length === 2;
    });
    expect((await untilCase(handle, 'blocked')).sentence).toMatch(
      'Desktop 1-stuck-b waits for a person',
    );
    expect(await decide(handle, 'skip')).toMatch('1-stuck-b: ');
    expect(await handle.result()).toMatchObject({
      outcome: 'done',
      desktops: [{ outcome: 'deleted' }, { outcome: 'kept' }, { outcome: 'deleted' }],
      users: [{ outcome: 'kept', reason: 'The user is kept for another desktop: 1-stuck-b.' }],
    });
  },
);

test.concurrent(
  'a run that was terminated while it waited is begun anew when the plan is due',
  async () => {
    const handle = await waiting('1-killed');
    await untilRun(house, '1-killed-a', 'planned');
    await runOf(house, '1-killed-a').terminate('by mistake');
    await until(
      'the case sees it',
      async () => (await caseStatus(handle)).desktops[0]?.state === 'failed',
    );
    await dueSoon(handle);
    expect(await handle.result()).toMatchObject({
      outcome: 'done',
      desktops: [{ outcome: 'deleted' }],
    });
  },
);

test.concurrent(
  'a run that was cancelled under way waits for a person, who may have it begun anew',
  async () => {
    const handle = await openCase(house, leavesIn('1-lost', 0));
    await untilCase(handle, 'blocked');
    await runOf(house, '1-lost-a').cancel();
    const lost = () =>
      until('its run is lost', async () => {
        const { blocked } = await caseStatus(handle);
        return blocked?.errorCode === 'DESKTOP.RUN_LOST';
      });
    await lost();
    await decide(handle, 'retry');
    await untilRun(house, '1-lost-a', 'blocked');
    await runOf(house, '1-lost-a').cancel();
    await lost();
    await decide(handle, 'skip');
    expect(await handle.result()).toMatchObject({
      outcome: 'done',
      desktops: [{ outcome: 'aborted', sentence: expect.stringMatching('was not read') }],
      users: [{ outcome: 'kept' }],
    });
  },
);

test.concurrent('a user with a desktop that is kept is kept', async () => {
  const handle = await openCase(house, leavesIn('1-mixed', 0));
  expect(await handle.result()).toMatchObject({
    outcome: 'done',
    desktops: [{ outcome: 'deleted' }, { action: 'keep' }],
    users: [{ outcome: 'kept', reason: 'The user is kept for another desktop: 1-mixed-b.' }],
  });
});

test.concurrent('a leaver without desktops is deleted', async () => {
  const handle = await openCase(house, leavesIn('1-none', 0));
  expect(await handle.result()).toMatchObject({
    outcome: 'done',
    desktops: [],
    users: [{ outcome: 'gone' }],
  });
  const { users } = await house.simulator.state();
  expect(users.map(({ id }) => id)).not.toContain(userIdOf('1-none'));
});

test.concurrent(
  'a desktop whose run a person has rescinded is kept; so are users whom the settings keep',
  async () => {
    const handle = await openCase(house, { ...leavesIn('1-kept', hours), kind: 'voluntary' });
    await untilCase(handle, 'waiting');
    await untilRun(house, '1-kept-a', 'planned');
    await tell(runOf(house, '1-kept-a'), 'rescind', { reason: 'not this one' });
    await dueSoon(handle);
    const { outcome, desktops, users } = await handle.result();
    expect(outcome).toBe('done');
    expect(desktops).toMatchObject([{ outcome: 'rescinded' }, { outcome: 'deleted' }]);
    expect(users).toMatchObject([
      { outcome: 'kept', reason: expect.stringMatching('the settings do not have users deleted') },
    ]);
    expect(await deletesOf(house, '1-kept-a')).toBe(0);
  },
);

test.concurrent('a run that was lost while its case waits is begun anew by itself', async () => {
  const handle = await waiting('1-lost-early');
  const run = runOf(house, '1-lost-early-a');
  await untilRun(house, '1-lost-early-a', 'planned');
  const { runId } = await run.describe();
  await run.terminate('by mistake');
  const again = await until('there is another', async () => {
    const now = await run.describe();
    return now.runId !== runId && now;
  });
  expect(again.status.name).toBe('RUNNING');
  await until('the case shows it', async () => {
    return (await caseStatus(handle)).desktops[0]?.state === 'planned';
  });
  expect((await caseStatus(handle)).state).toBe('waiting');
});

test.concurrent('a desktop whose run a person has cancelled while it waited is kept', async () => {
  const handle = await waiting('1-called-off');
  await untilRun(house, '1-called-off-a', 'planned');
  await runOf(house, '1-called-off-a').cancel();
  await until('the case sees it', async () => {
    return (await caseStatus(handle)).desktops[0]?.outcome === 'kept';
  });
  await dueSoon(handle, 1_000);
  expect(await handle.result()).toMatchObject({
    outcome: 'done',
    desktops: [
      { outcome: 'kept', sentence: 'Kept: its run was cancelled.' },
      { outcome: 'deleted' },
    ],
    users: [{ outcome: 'kept' }],
  });
  expect(await deletesOf(house, '1-called-off-a')).toBe(0);
});

test.concurrent('a case that is broken off says what it does not know', async () => {
  const handle = await openCase(house, leavesIn('1-unclear', 0));
  await untilCase(handle, 'blocked');
  await runOf(house, '1-unclear-a').cancel();
  await until('its run is lost', async () => {
    return (await caseStatus(handle)).blocked?.errorCode === 'DESKTOP.RUN_LOST';
  });
  await tell(handle, 'rescind', { reason: 'they stay' });
  expect(await handle.result()).toMatchObject({
    outcome: 'rescinded',
    reason: 'Rescinded by an operator: they stay. Look at what became of: 1-unclear-a.',
    users: [{ userId: userIdOf('1-unclear'), outcome: 'not-read' }],
  });
});

test.concurrent('another leave that HR opens during the deletion follows it', async () => {
  const handle = await openCase(house, leavesIn('1-leaves-twice', 0));
  await untilCase(handle, 'blocked');
  const { runId } = await handle.describe();
  await openCase(house, leavesIn('1-leaves-twice', hours));
  await until('it is heard', async () => {
    const [, second] = (await caseStatus(handle)).events;
    return second?.sentence.startsWith('Too late for this plan');
  });
  await decide(handle, 'skip');
  await until('it begins anew', async () => (await handle.describe()).runId !== runId);
  expect((await untilCase(handle, 'waiting')).desktops).toMatchObject([
    { desktopId: '1-leaves-twice-a', action: 'delete' },
  ]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import type { EvidenceStore } from '../../src/evidence/store.ts';
import { EvidenceUnavailable, subjectOf } from '../../src/evidence/store.ts';
import { intent, outcome } from './call.ts';

let directory: string;
let store: EvidenceStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evidence-'));
  store = openEvidence({ directory });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('a store that was opened', () => {
  test('is not taken for another one that stands in its place, and is made anew by nobody', async () => {
    const id = await store.id();
    expect(await store.id()).toBe(id);
    await rm(directory, { recursive: true });
    await expect(store.id()).rejects.toBeInstanceOf(EvidenceUnavailable);
    expect(await openEvidence({ directory }).id()).not.toBe(id);
    await expect(store.id()).rejects.toThrow(/has become another store/);
    await writeFile(join(directory, 'store.json'), JSON.stringify({ id }));
    expect(await store.id()).toBe(id);
  });
});

describe('what is put on record', () => {
  test('is read back as it was', async () => {
    expect(await store.recordIntent(intent())).toBe(true);
    expect(await store.calls('desktop-1')).toEqual([{ intent: intent() }]);
    const accepted = { ...outcome('accepted'), requestId: 'r-1' };
    await store.recordOutcome(intent(), accepted);
    expect(await store.calls('desktop-1')).toEqual([{ intent: intent(), outcome: accepted }]);
  });

  test('is kept for each attempt, step, run and operation of its own', async () => {
    const others = [
      intent({ attempt: 2 }),
      intent({ activityId: '6' }),
      intent({ runId: 'run-2' }),
      intent({ operation: 'DeleteDesktopSubResources' }),
    ];
    for (const one of [intent(), ...others]) expect(await store.recordIntent(one)).toBe(true);
    const calls = await store.calls('desktop-1');
    expect(new Set(calls.map((recorded) => recorded.intent))).toEqual(
      new Set([intent(), ...others]),
    );
  });

  test('is of one desktop, and no other sees it', async () => {
    await store.recordIntent(intent());
    expect(await store.calls('desktop-10')).toEqual([]);
    expect(await store.calls('desktop-')).toEqual([]);
  });

  test('never changes: the first intent and the first outcome stand', async () => {
    await store.recordIntent(intent());
    expect(await store.recordIntent(intent({ policyDigest: 'another' }))).toBe(false);
    await store.recordOutcome(intent(), outcome('unknown'));
    await store.recordOutcome(intent(), outcome('refused'));
    expect(await store.calls('desktop-1')).toEqual([
      { intent: intent(), outcome: outcome('unknown') },
    ]);
  });

  test('is found under names that say whose it is, and nothing else is left behind', async () => {
    await store.recordIntent(intent());
    await store.recordIntent(intent());
    await store.recordOutcome(intent(), outcome('accepted'));
    const names = (await readdir(join(directory, 'desktop-1'))).toSorted();
    expect(names).toEqual([
      expect.stringMatching(/^run-1\.5\.1\..*DeleteDesktop\.intent\.json$/),
      expect.stringMatching(/^run-1\.5\.1\..*DeleteDesktop\.outcome\.json$/),
    ]);
  });
});

describe('of several processes', () => {
  test('exactly one gets each record, and the record is its own', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const intents = Array.from({ length: 25 }, (_, i) => intent({ attempt: i + 1 }));
    const processes = await Promise.all(names.map((name) => recording(name)));
    const answers = await Promise.all(processes.map(({ record }) => record(intents)));

    const winners = intents.map((_, i) => names.filter((_name, n) => answers[n]?.[i]));
    expect(winners.filter((won) => won.length !== 1)).toEqual([]);
    const owners = (await store.calls('desktop-1'))
      .toSorted((a, b) => a.intent.attempt - b.intent.attempt)
      .map(({ intent: recorded }) => 'expectedOwner' in recorded && recorded.expectedOwner);
    expect(owners).toEqual(winners.map(([name]) => name));
  });

  test.for(['while', 'before'])(
    'one that is killed %s it writes leaves no record',
    async (when) => {
      const doomed = await recording('doomed', when);
      await doomed.record([intent()]);
      expect(await store.calls('desktop-1')).toEqual([]);
      // Its draft must not stand in the way of the next attempt.
      expect(await readdir(join(directory, 'desktop-1'))).toHaveLength(1);
      expect(await store.recordIntent(intent())).toBe(true);
      expect(await store.calls('desktop-1')).toEqual([{ intent: intent() }]);
    },
  );

  test('one that is killed after it wrote leaves the whole record', async () => {
    const doomed = await recording('doomed', 'after');
    await doomed.record([intent()]);
    expect(await store.calls('desktop-1')).toEqual([
      { intent: { ...intent(), expectedOwner: 'doomed' } },
    ]);
    expect(await store.recordIntent(intent())).toBe(false);
  });
});

describe('a store that cannot be used says so', () => {
  test('when nothing can be written', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    const broken = openEvidence({ directory: join(file, 'evidence') });
    const failure = await broken.recordIntent(intent()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EvidenceUnavailable);
    expect(String(failure)).toMatch(
      /^EvidenceUnavailable: The evidence store failed to write desktop-1\/run-1\.5\.1\..*DeleteDesktop\.intent\.json: ENOTDIR/,
    );
    await expect(broken.recordOutcome(intent(), outcome('accepted'))).rejects.toThrow(
      EvidenceUnavailable,
    );
    await expect(broken.calls('desktop-1')).rejects.toThrow(/failed to list desktop-1\/: ENOTDIR/);
  });

  test('when a record cannot be read: it must not pass for one that is not there', async () => {
    await store.recordIntent(intent());
    const [name = ''] = await readdir(join(directory, 'desktop-1'));
    const file = join(directory, 'desktop-1', name);
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 40));
    await expect(store.calls('desktop-1')).rejects.toThrow(EvidenceUnavailable);
  });
});

/** Starts a process that records intents; `record` gives its answers, as many as it lived to give. */
async function recording(name: string, die?: string) {
  const script = fileURLToPath(new URL('./recording-process.ts', import.meta.url));
  const args = [script, directory, name, ...(die === undefined ? [] : [die])];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_COMPILE_CACHE: inject('compileCache') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return {
    record: async (intents: readonly object[]): Promise<boolean[]> => {
      // A process that is killed closes the pipe under our hands.
      child.stdin.on('error', () => {});
      child.stdin.end(intents.map((one) => `${JSON.stringify(one)}\n`).join(''));
      const answers: boolean[] = [];
      for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
        answers.push(line.value === 'true');
      }
      const [, signal] = (await exited) as [number | null, string | null];
      expect(signal).toBe(die === undefined ? null : 'SIGKILL');
      return answers;
    },
  };
}

test('calls on a user are kept apart from those on a desktop of the same id', async () => {
  const { desktopId: userId, expectedOwner: _, ...lock } = intent();
  const facts = { locked: false, totalDesktops: 3 };
  const onUser = { ...lock, operation: 'ChangeUserStatus' as const, userId, facts };
  await store.recordIntent(intent());
  expect(await store.recordIntent(onUser)).toBe(true);
  expect(await store.calls(subjectOf({ userId }))).toEqual([{ intent: onUser }]);
  expect(await store.calls(subjectOf({ desktopId: userId }))).toEqual([{ intent: intent() }]);
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CleanUpPlan } from '../../src/domain/clean-up/plan.ts';
import { claim, claimedSince, endClaims } from '../../src/evidence/clean-up-budget.ts';
import type { Remembered } from '../../src/evidence/clean-up-plans.ts';
import {
  latestPlan,
  latestTrusted,
  letThrough,
  plansOf,
  readPlan,
  writePlan,
} from '../../src/evidence/clean-up-plans.ts';
import { digest } from '../../src/evidence/digest.ts';
import { directoryObjects } from '../../src/evidence/directory.ts';
import { planKey } from '../../src/evidence/keys.ts';
import type { ObjectStore } from '../../src/evidence/object-store.ts';
import { sha256 } from '../../src/evidence/sha256.ts';
import { EvidenceUnavailable } from '../../src/evidence/store.ts';

let directory: string;
let objects: ObjectStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plans-'));
  objects = directoryObjects(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour);

const plan = (
  policy: string,
  hoursAgo: number,
  change: Partial<CleanUpPlan> = {},
): CleanUpPlan => ({
  policy,
  project: 'default',
  mode: 'plan',
  now: ago(hoursAgo).toISOString(),
  expiresAt: ago(hoursAgo - 24).toISOString(),
  seen: { desktops: 3, users: 2 },
  selected: [],
  excluded: [{ desktopId: 'd-1', reason: 'The policy excludes it.' }],
  deleteUsers: false,
  policyDigest: 'p',
  evidenceStore: 's',
  ...change,
});

const write = (made: CleanUpPlan, remembered: Partial<Remembered> = {}) =>
  writePlan(objects, made, { isSuspect: false, skippedRuns: 0, statusSince: {}, ...remembered });

describe('a plan', () => {
  test('is read as it was written, and its bytes have its digest', async () => {
    const made = plan('idle', 0);
    const reference = { policy: 'idle', digest: await write(made) };
    expect(await readPlan(objects, reference)).toEqual(made);
    expect(reference.digest).toBe(digest(made));
    const bytes = await readFile(join(directory, planKey(reference)));
    expect(sha256(bytes)).toBe(reference.digest);
  });

  test('that was edited, or is not there, is not read', async () => {
    const reference = { policy: 'idle', digest: await write(plan('idle', 0)) };
    const elsewhere = readPlan(objects, { ...reference, policy: 'other' });
    await expect(elsewhere).rejects.toThrow(/there is no such plan/);
    const file = join(directory, planKey(reference));
    await writeFile(file, (await readFile(file, 'utf8')).replace('d-1', 'd-2'));
    const edited = readPlan(objects, reference);
    await expect(edited).rejects.toBeInstanceOf(EvidenceUnavailable);
    await expect(edited).rejects.toThrow(/the plan was edited/);
  });
});

describe('the newest plan', () => {
  test('of a policy is found among those of others, with what it remembers', async () => {
    const statusSince = { 'd-1': { status: 'ERROR', since: '2031-01-01T00:00:00.000Z' } };
    await write(plan('idle', 24 * 95));
    const wanted = await write(plan('idle', 24 * 62), { skippedRuns: 7, statusSince });
    await write(plan('idle-2', 1));
    await write(plan('idle', 0, { project: 'branch/../2' }));
    expect(await latestPlan(objects, { project: 'default', policy: 'idle' })).toMatchObject({
      policy: 'idle',
      digest: wanted,
      seen: { desktops: 3, users: 2 },
      selected: 0,
      skippedRuns: 7,
      statusSince,
    });
    const elsewhere = await latestPlan(objects, { project: 'branch/../2', policy: 'idle' });
    expect(elsewhere?.project).toBe('branch/../2');
    expect(await latestPlan(objects, { project: 'default', policy: 'other' })).toBeUndefined();
  });

  test('whose lists are suspect is compared with by none, until a person lets it through', async () => {
    const sound = await write(plan('idle', 2));
    const suspect = await write(plan('other', 1), { isSuspect: true });
    expect((await latestTrusted(objects, 'default'))?.digest).toBe(sound);
    await letThrough(objects, { policy: 'other', digest: suspect }, new Date());
    expect((await latestTrusted(objects, 'default'))?.digest).toBe(suspect);
  });

  test('comes first in the list of all', async () => {
    await write(plan('idle', 3));
    await write(plan('other', 2), { isSuspect: true });
    const last = plan('idle', 1);
    await write(last);
    expect((await plansOf(objects)).map(({ policy }) => policy)).toEqual(['idle', 'other', 'idle']);
    const [newest, ...older] = await plansOf(objects, 'idle');
    expect(newest).toMatchObject({ policy: 'idle', digest: digest(last), now: last.now });
    expect(older).toHaveLength(1);
  });
});

describe('what plans have claimed', () => {
  const claimOf = (name: string, desktops: number, hoursAgo = 0) =>
    claim(
      objects,
      { project: 'default', policy: name, digest: sha256(name), desktops },
      ago(hoursAgo),
    );
  const claimed = (but?: string) =>
    claimedSince(objects, {
      project: 'default',
      since: ago(24),
      ...(but !== undefined && { but: sha256(but) }),
    });

  const end = (name: string, hoursAgo: number) =>
    endClaims(objects, { project: 'default', digest: sha256(name) }, ago(hoursAgo));

  test('is the sum of those of the time, without what was taken back', async () => {
    await claimOf('a', 10, 30);
    await end('a', 23.9);
    await claimOf('b', 20);
    await claimOf('too-old', 40, 30);
    await end('too-old', 24.1);
    const { retract } = await claimOf('c', 80);
    expect(await claimed()).toBe(110);
    await retract();
    expect(await claimed()).toBe(30);
    expect(await claimed('a')).toBe(20);
  });

  test('counts as long as the plan is under way: what was stopped for days may go on', async () => {
    await claimOf('a', 10, 24 * 6);
    expect(await claimed()).toBe(10);
    await end('a', 0);
    expect(await claimed()).toBe(10);
    await claimOf('of last year', 10, 24 * 365);
    expect(await claimed()).toBe(10);
  });

  test('counts once for a plan that claimed several times, as long as one claim stands', async () => {
    await claimOf('a', 10);
    const { retract } = await claimOf('a', 10);
    expect(await claimed()).toBe(10);
    await retract();
    expect(await claimed()).toBe(10);
  });

  test('is seen by at least one of two that claim at once', async () => {
    const both = await Promise.all(
      ['a', 'b'].map(async (name) => {
        await claimOf(name, 10);
        return claimed(name);
      }),
    );
    expect(both).toContain(10);
  });
});

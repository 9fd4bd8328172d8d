import type { EstateDesktop, Known, Use } from '../../../src/domain/clean-up/estate.ts';
import type { Keeping } from '../../../src/domain/clean-up/exclusions.ts';
import type { CleanUpPolicy, CleanUpPolicyInput } from '../../../src/domain/clean-up/policy.ts';
import { cleanUpPolicySchema } from '../../../src/domain/clean-up/policy.ts';
import { defaultPolicy } from '../../../src/domain/policy.ts';
import * as v from 'valibot';

export const now = Date.parse('2031-03-10T06:00:00Z');
export const daysAgo = (days: number): number => now - days * 86_400_000;

export const policy = (
  select: CleanUpPolicyInput['select'],
  rest: Partial<CleanUpPolicyInput> = {},
): CleanUpPolicy => v.parse(cleanUpPolicySchema, { name: 'idle', select, ...rest });

/** A desktop of one user that nobody has used for a year. */
export const desktop = (
  facts: Partial<EstateDesktop['facts']> = {},
  rest: Partial<EstateDesktop> = {},
): EstateDesktop => ({
  facts: {
    desktopId: 'd-1',
    status: 'SHUTOFF',
    taskStatus: '',
    loginStatus: 'UNREGISTER',
    attachedUsers: [{ userId: 'u-1', type: 'USER' }],
    desktopType: 'DEDICATED',
    inMaintenance: false,
    frozen: false,
    prepaid: false,
    collaboration: false,
    tags: { env: 'test' },
    ...facts,
  },
  computerName: 'TMP-1',
  createdAt: daysAgo(365),
  ownerName: 'mia',
  ...rest,
});

export const use = (change: Partial<Use> = {}): Use => ({
  from: Date.parse('2031-01-09T00:00:00Z'),
  seconds: new Map([['d-1', 0]]),
  loggedIn: new Set(),
  ...change,
});

/** All is known, and nothing speaks against `desktop()`. */
export const known = (change: Partial<Known> = {}): Known => ({
  now,
  users: { ids: new Set(['u-2']), names: new Set(['bo']) },
  isAbsent: () => true,
  use: use(),
  statusSince: { 'd-1': { status: 'ERROR', since: new Date(daysAgo(8)).toISOString() } },
  openRuns: new Set(),
  ...change,
});

export const keeping: Keeping = { guard: defaultPolicy, bySettings: () => undefined };

/** What may happen to one run in a race, as fast-check makes it up. */
import * as fc from 'fast-check';
import type { EstateDesktop } from '../estate.ts';
import type { RunningSimulator } from '../simulator.ts';
import type { Call, Instant } from './tap.ts';
import { calls } from './tap.ts';

type Fault = Omit<Parameters<RunningSimulator['fault']>[0], 'desktop_id'>;
type Patch = Parameters<RunningSimulator['patch']>[1];

interface Profile {
  facts?: EstateDesktop;
  fault?: Fault;
  /** What happens to the desktop while its run is under way. */
  meanwhile?: Patch;
  /** What must be mended before a person can say `retry`. */
  remedy?: Patch;
}

const inMaintenance = { in_maintenance_mode: true };
const onDelete = (fault: Partial<Fault>): Fault => ({ operation: 'DeleteDesktop', ...fault });

export const profiles = {
  plain: {},
  assisted: { facts: { sim: { assistance: 'OPEN' } } },
  collaborating: { facts: { sim: { collaboration: true, jobMs: 800 } } },
  'assisted and collaborating': {
    facts: { sim: { assistance: 'OPEN', collaboration: true, jobMs: 300 } },
  },
  'in maintenance': { facts: inMaintenance, meanwhile: { in_maintenance_mode: false } },
  'in use': { facts: { login_status: 'CONNECTED', sim: { logoffMs: 500 } } },
  frozen: { facts: { is_freeze: true }, remedy: { is_freeze: false } },
  'taken by somebody else': { facts: inMaintenance, meanwhile: { status: 'DELETED' } },
  'slow to go': { facts: { sim: { deletingMs: 1_500 } } },
  'slow to show its deletion': { facts: { sim: { deleteInvisibleMs: 1_200 } } },
  'without a reply to its delete': {
    facts: { sim: { deleteInvisibleMs: 800 } },
    fault: onDelete({ drop: 'after' }),
  },
  'with a delete that is lost': { fault: onDelete({ drop: 'before' }) },
  'with a delete that is refused': { fault: onDelete({ status: 403, error_code: 'APIGW.0302' }) },
  busy: { fault: onDelete({ status: 409, error_code: 'WKS.00010032' }) },
  'with a deletion that fails': { facts: { sim: { deleteFailsTimes: 1 } } },
} satisfies Record<string, Profile>;

export const profileOf = ({ profile }: Pick<Scenario, 'profile'>): Profile => profiles[profile];

/** What an operator says; `nonsense` is sent as it is under that name. */
export type Said =
  | { verb: 'hold'; forMs?: number }
  | { verb: 'release' | 'rescind' | 'cancel' }
  | { verb: 'resolve'; action: Decision }
  | { verb: 'nonsense'; name: string; args: readonly unknown[] };

type Decision = 'retry' | 'skip' | 'abort';

export type Moment =
  /** As a signal that starts the run; only for the first. */
  | { is: 'with the order' }
  /** In the same instant as the one before. */
  | { is: 'at once' }
  /** So long after the one before, or after the start. */
  | { is: 'later'; ms: number }
  | { is: 'at a call'; instant: Instant; plusMs: number };

export interface Act {
  said: Said;
  via: 'update' | 'signal';
  when: Moment;
}

export interface Scenario {
  profile: keyof typeof profiles;
  /** Operations of the API whose next calls take so long. */
  slow: { operation: string; times: number; ms: number }[];
  deleteUsers: boolean;
  meanwhileAfterMs: number;
  acts: Act[];
  /** What the run is told where it stands blocked in the end. */
  decision: Decision;
}

/** A race without troubles. */
export const calm = {
  profile: 'plain',
  slow: [],
  deleteUsers: false,
  meanwhileAfterMs: 0,
  acts: [],
  decision: 'retry',
} satisfies Scenario;

const decision = fc.constantFrom<Decision>('retry', 'retry', 'skip', 'abort');

const nonsense = fc.constantFrom<Said>(
  { verb: 'nonsense', name: 'hold', args: [] },
  { verb: 'nonsense', name: 'hold', args: ['now'] },
  { verb: 'nonsense', name: 'hold', args: [{ reason: 'a' }, { reason: 'b' }] },
  { verb: 'nonsense', name: 'rescind', args: [{ reason: '' }] },
  { verb: 'nonsense', name: 'resolve', args: [{ action: 'maybe', reason: 'a' }] },
  { verb: 'nonsense', name: 'explode', args: [{ reason: 'a' }] },
);

const said = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Said>({ verb: 'hold' }) },
  {
    weight: 3,
    arbitrary: fc
      .integer({ min: 1_000, max: 3_000 })
      .map<Said>((forMs) => ({ verb: 'hold', forMs })),
  },
  { weight: 4, arbitrary: fc.constant<Said>({ verb: 'rescind' }) },
  { weight: 4, arbitrary: fc.constant<Said>({ verb: 'release' }) },
  { weight: 2, arbitrary: decision.map<Said>((action) => ({ verb: 'resolve', action })) },
  { weight: 1, arbitrary: fc.constant<Said>({ verb: 'cancel' }) },
  { weight: 1, arbitrary: nonsense },
);

const instant = fc.record<Instant>({
  call: fc.oneof(
    fc.constantFrom<Call>('look', 'delete'),
    fc.constantFrom(...(Object.keys(calls) as Call[])),
  ),
  nth: fc.constantFrom(1, 1, 2, 2, 3),
  edge: fc.constantFrom('sent', 'answered'),
});

const moment = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Moment>({ is: 'with the order' }) },
  { weight: 3, arbitrary: fc.constant<Moment>({ is: 'at once' }) },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: 2_500 }).map<Moment>((ms) => ({ is: 'later', ms })),
  },
  {
    weight: 10,
    arbitrary: fc
      .record({ instant, plusMs: fc.constantFrom(0, 0, 0, 1, 5, 20, 100, 400) })
      .map<Moment>((rest) => ({ is: 'at a call', ...rest })),
  },
);

const slowness = fc.record({
  operation: fc.constantFrom(
    'ShowDesktopDetail',
    'ShowRemoteAssistance',
    'CancelRemoteAssistance',
    'DeleteDesktopSubResources',
    'ShowJob',
    'DeleteDesktop',
  ),
  times: fc.constantFrom(1, 3),
  ms: fc.constantFrom(200, 700, 1_500),
});

export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  // The names are the keys of that very object.
  profile: fc.constantFrom(...(Object.keys(profiles) as (keyof typeof profiles)[])),
  slow: fc.array(slowness, { maxLength: 2 }),
  deleteUsers: fc.boolean(),
  meanwhileAfterMs: fc.integer({ min: 500, max: 2_500 }),
  acts: fc.array(fc.record<Act>({ said, via: fc.constantFrom('update', 'signal'), when: moment }), {
    minLength: 1,
    maxLength: 4,
  }),
  decision,
});

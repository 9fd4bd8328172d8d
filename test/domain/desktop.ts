import * as fc from 'fast-check';
import type { AttachedUser, DesktopFacts } from '../../src/domain/desktop-facts.ts';
import type { Policy, Response } from '../../src/domain/policy.ts';
import { allowedResponses, circumstances, defaultPolicy } from '../../src/domain/policy.ts';

export const owner = 'user-1';
export const user = (userId: string): AttachedUser => ({ userId, type: 'USER' });
export const group: AttachedUser = { userId: null, type: 'GROUP' };

/** An idle desktop of its one owner: nothing speaks against deleting it. */
export const idle: DesktopFacts = {
  desktopId: 'desktop-1',
  status: 'ACTIVE',
  taskStatus: '',
  loginStatus: 'REGISTERED',
  attachedUsers: [user(owner)],
  desktopType: 'DEDICATED',
  inMaintenance: false,
  frozen: false,
  prepaid: false,
  collaboration: false,
  tags: {},
};

export const responses: readonly Response[] = ['proceed', 'log-off', 'wait', 'stop'];

/** Any facts that the API could show, the planned owner often among the users. */
export const anyFacts: fc.Arbitrary<DesktopFacts> = fc.record({
  desktopId: fc.constant('desktop-1'),
  status: fc.constantFrom('ACTIVE', 'SHUTOFF', 'ERROR', 'HIBERNATED', 'SOMETHING-NEW'),
  taskStatus: fc.constantFrom('', '', 'DELETEFAILED', 'DELETING', 'REBUILDING', 'POWERING-OFF'),
  loginStatus: fc.constantFrom('UNREGISTER', 'REGISTERED', 'CONNECTED', 'DISCONNECTED', ''),
  attachedUsers: fc.array(
    fc.oneof(
      fc.constant(user(owner)),
      fc.constant(group),
      fc.constant<AttachedUser>({ userId: owner, type: 'GROUP' }),
      fc.constant<AttachedUser>({ userId: null, type: 'USER' }),
      fc.string({ minLength: 1 }).map(user),
    ),
    { maxLength: 3 },
  ),
  desktopType: fc.constantFrom('DEDICATED', 'SHARED', 'POOLED', ''),
  inMaintenance: fc.boolean(),
  frozen: fc.boolean(),
  prepaid: fc.boolean(),
  collaboration: fc.boolean(),
  tags: fc.oneof(
    fc.constant({}),
    fc.constant({ [defaultPolicy.holdTag]: '' }),
    fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
  ),
});

/** Any policy that the settings could choose. */
export const anyPolicy: fc.Arbitrary<Policy> = fc
  .tuple(
    ...circumstances.map((circumstance) =>
      fc.record({
        response: fc.constantFrom(...allowedResponses[circumstance]),
        deadlineMs: fc.nat(),
      }),
    ),
  )
  .map((rules) => ({
    ...defaultPolicy,
    // One rule for each circumstance, in their order.
    rules: Object.fromEntries(circumstances.map((name, i) => [name, rules[i]])) as Policy['rules'],
  }));

export const anyOwner = fc.constantFrom(owner, 'somebody-else', null);

import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({
    estate: {
      desktops: [
        desktop('full', { sim: { assistance: 'OPEN', collaboration: true } }),
        desktop('frozen', { is_freeze: true }),
        desktop('in-use', { login_status: 'CONNECTED' }),
      ],
    },
  });
});
afterAll(() => house?.stop());

const plan = async (name: string) => (await house.order(orderFor(name, { dryRun: true }))).result();

test('a dry run lists the calls that would be made, in order', async () => {
  expect(await plan('full')).toMatchObject({
    project: 'default',
    policyDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    outcome: 'would-delete',
    plan: [
      'CancelRemoteAssistance',
      'DeleteDesktopSubResources',
      'DeleteDesktop with delete_users=false, email_notification=false, is_force_delete=true',
    ],
  });
});

test('a dry run says what would stop the deletion, or make it wait', async () => {
  expect(await plan('frozen')).toMatchObject({ outcome: 'would-stop' });
  expect((await plan('frozen')).reason).toContain('frozen');
  expect(await plan('in-use')).toMatchObject({ outcome: 'would-wait' });
  expect(await plan('missing')).toMatchObject({ outcome: 'already-gone' });
});

test('a dry run only reads', async () => {
  await plan('full');
  const methods = (await house.simulator.requests()).map(({ operation }) => operation);
  expect(methods.filter((operation) => !/^(Show|List)/.test(operation))).toEqual([]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, ownerOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';
import type { WebhookProcess } from '../support/webhook-process.ts';
import { startWebhookProcess } from '../support/webhook-process.ts';
import { deliver, eventOf, leaver, secretOf } from './hr.ts';

let house: House;
let webhook: WebhookProcess;
beforeAll(async () => {
  const owner = { user_id: ownerOf('d-1'), user_name: 'jane' };
  house = await startHouse({
    estate: {
      desktops: ['d-1', 'd-2'].map((name) => desktop(name, { attach_user_infos: [owner] })),
    },
    settings: { leavers: { memory: '1 s' } },
  });
  webhook = await startWebhookProcess({
    ...house.env,
    OFFBOARDING_WEBHOOK_SECRETS: secretOf('hr'),
    OFFBOARDING_WEBHOOK_READ_TOKENS: `hr=${'r'.repeat(32)}`,
  });
});
afterAll(async () => {
  await webhook?.stop();
  await house?.stop();
});

/** What the worker tells of a case. A busy one may come too late, and then only Temporal tells. */
const view = (personId: string) =>
  until('a worker answers', async () => {
    const headers = { authorization: `Bearer ${'r'.repeat(32)}` };
    const reply = await fetch(`${webhook.url}/v1/leavers/${personId}`, { headers });
    const seen = (await reply.json()) as Record<string, unknown>;
    return !String(seen['sentence']).startsWith('No worker answers') && seen;
  });

test('HR sees what a case waits for, and how it ended, without a name', async () => {
  const personId = 'E10023';
  await deliver(webhook.url, eventOf('leaver.opened', leaver(personId)));
  await until(
    'it awaits approval',
    async () => (await view(personId))['state'] === 'awaiting-approval',
  );
  const waiting = await view(personId);
  expect(waiting).toMatchObject({
    caseId: `offboard-user/hr/${personId}`,
    personId,
    effectiveAt: '2030-01-31T18:00:00.000Z',
    dueAt: expect.stringMatching(/^2030-/),
    approvals: { given: 0, needed: 1 },
    desktops: { planned: 2 },
  });
  expect(waiting).not.toHaveProperty('outcome');
  expect(JSON.stringify(waiting)).not.toMatch(/jane|HR desk/);

  const run = house.client.workflow.getHandle(`offboard-user/hr/${personId}`);
  await deliver(webhook.url, eventOf('leaver.cancelled', { personId, requestedBy: 'HR desk' }));
  const end = { state: 'rescinded', outcome: 'rescinded', sentence: expect.any(String) };
  await until('it is rescinded', async () => (await view(personId))['state'] === 'rescinded');
  expect(await view(personId)).toMatchObject(end);

  await until('it is closed', async () => (await run.describe()).status.name === 'COMPLETED');
  expect(await view(personId)).toMatchObject(end);
  const { desktops } = await house.simulator.state();
  expect(desktops).toHaveLength(2);
});

test('what a person wrote who rejected a plan is not passed on', async () => {
  const personId = 'E10024';
  await deliver(webhook.url, eventOf('leaver.opened', leaver(personId)));
  const run = house.client.workflow.getHandle(`offboard-user/hr/${personId}`);
  const stands = (state: string) =>
    until(`it is ${state}`, async () => (await view(personId))['state'] === state);
  await stands('awaiting-approval');
  await run.executeUpdate('reject', { args: [{ approver: 'boss', reason: 'jane stays' }] });
  await stands('rejected');
  expect(await view(personId)).toMatchObject({ sentence: 'Its plan was rejected.' });
  expect(JSON.stringify(await view(personId))).not.toMatch(/jane|boss/);
  await run.cancel();
  await run.result();
  expect(await view(personId)).toMatchObject({ sentence: 'Its plan was rejected.' });
});

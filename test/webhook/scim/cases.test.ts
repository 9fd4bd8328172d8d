import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseStatus } from '../../../src/workflows/contract.ts';
import type { House } from '../../support/house.ts';
import { startHouse } from '../../support/house.ts';
import { until } from '../../support/until.ts';
import type { WebhookProcess } from '../../support/webhook-process.ts';
import { startWebhookProcess } from '../../support/webhook-process.ts';
import { entra, theUser } from './requests.ts';

const token = 's'.repeat(32);

let house: House;
let start: () => Promise<WebhookProcess>;
beforeAll(async () => {
  const owner = { user_id: theUser.id, user_name: theUser.userName };
  house = await startHouse({ estate: { desktops: [{ attach_user_infos: [owner] }] } });
  start = () =>
    startWebhookProcess({ ...house.env, OFFBOARDING_WEBHOOK_SCIM_TOKENS: `entra=${token}` });
});
afterAll(() => house?.stop());

test('what a person rejected stays so however often it is repeated, until the user was enabled', async () => {
  const handle = house.client.workflow.getHandle(`offboard-user/entra/${theUser.id}`);
  const status = () => handle.query<CaseStatus>('status');
  const stands = (state: string) =>
    until(`it stands at ${state}`, async () => (await status()).state === state);
  const ask = async ({ url }: WebhookProcess, request: { path: string; body: object }) => {
    const reply = await fetch(`${url}/scim/v2${request.path}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(request.body),
    });
    return ((await reply.json()) as { active: boolean }).active;
  };
  const heard = async () => (await status()).events.map(({ type }) => type);

  const before = await start();
  expect(await ask(before, entra.disable)).toBe(false);
  await stands('awaiting-approval');
  await handle.executeUpdate('reject', { args: [{ approver: 'boss', reason: 'They stay' }] });
  await stands('rejected');
  expect(await ask(before, entra.disable)).toBe(false);
  await before.stop();

  // One that has just started knows nothing but the case.
  const after = await start();
  expect(await ask(after, entra.disable)).toBe(false);
  expect(await heard()).toEqual(['leaver.opened']);
  expect(await ask(after, entra.enable)).toBe(true);
  await until('the cancel is heard', async () => (await heard()).length === 2);
  expect(await ask(after, entra.enable)).toBe(true);
  expect(await ask(after, entra.disable)).toBe(false);
  await stands('awaiting-approval');
  await after.stop();
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOffboardingClient } from '../../../src/client.ts';
import { acceptance } from '../../../src/webhook/acceptance.ts';
import { blastRadius } from '../../../src/webhook/blast-radius.ts';
import { casesIn } from '../../../src/webhook/cases.ts';
import { activation } from '../../../src/webhook/scim/activation.ts';
import type { CaseStatus, LeaverEvent } from '../../../src/workflows/contract.ts';
import type { House } from '../../support/house.ts';
import { startHouse } from '../../support/house.ts';
import { until } from '../../support/until.ts';
import type { WebhookProcess } from '../../support/webhook-process.ts';
import { startWebhookProcess } from '../../support/webhook-process.ts';
import type { ScimRequest } from './requests.ts';
import { entra, okta, theUser } from './requests.ts';

const token = 's'.repeat(32);
const [rick, ruth] = [
  { id: 'b2c3d4e5f60718293a4b5c6d7e8f90a1', userName: 'rick.roe' },
  { id: 'c3d4e5f60718293a4b5c6d7e8f90a1b2', userName: 'ruth.roe' },
] as const;
const others = [rick, ruth];

let house: House;
let webhook: WebhookProcess;
let start: () => Promise<WebhookProcess>;
beforeAll(async () => {
  const desktops = [theUser, ...others].map(({ id, userName }) => ({
    attach_user_infos: [{ user_id: id, user_name: userName }],
  }));
  house = await startHouse({ estate: { desktops } });
  start = () =>
    startWebhookProcess({ ...house.env, OFFBOARDING_WEBHOOK_SCIM_TOKENS: `entra=${token}` });
  webhook = await start();
});
afterAll(async () => {
  await webhook?.stop();
  await house?.stop();
});

const caseOf = ({ id }: { id: string }) => {
  const handle = house.client.workflow.getHandle(`offboard-user/entra/${id}`);
  const status = () => handle.query<CaseStatus>('status');
  const stands = (state: string) =>
    until(`it stands at ${state}`, async () => (await status()).state === state);
  const heard = async () => (await status()).events.map(({ type }) => type);
  return { handle, stands, heard };
};

const ask = async ({ method, path, body }: Required<ScimRequest>) => {
  const headers = { authorization: `Bearer ${token}` };
  const request = { method, body: JSON.stringify(body) };
  // A provider repeats what is answered with 503: Temporal or the worker was late.
  const { said } = await until('the webhook can take it', async () => {
    const reply = await fetch(`${webhook.url}/scim/v2${path}`, { headers, ...request });
    const { active } = (await reply.json()) as { active?: boolean };
    return reply.status !== 503 && { said: active ?? reply.status };
  });
  return said;
};

test('what a person rejected stays so however often it is repeated, until the user was enabled', async () => {
  const { handle, stands, heard } = caseOf(theUser);

  expect(await ask(entra.disable)).toBe(false);
  await stands('awaiting-approval');
  await handle.executeUpdate('reject', { args: [{ approver: 'boss', reason: 'They stay' }] });
  await stands('rejected');
  expect(await ask(entra.disable)).toBe(false);
  await webhook.stop();

  // One that has just started knows nothing but the case.
  webhook = await start();
  expect(await ask(entra.disable)).toBe(false);
  expect(await heard()).toEqual(['leaver.opened']);
  expect(await ask(entra.enable)).toBe(true);
  await until('the cancel is heard', async () => (await heard()).length === 2);
  expect(await ask(entra.enable)).toBe(true);
  expect(await ask(entra.disable)).toBe(false);
  await stands('awaiting-approval');
});

test('what a person rejected stays so after the case has left, until the user was enabled', async () => {
  const path = `/Users/${rick.id}`;
  const disable = () => ask({ ...entra.disable, path });
  const { handle, stands } = caseOf(rick);

  await disable();
  await stands('awaiting-approval');
  await handle.executeUpdate('reject', { args: [{ approver: 'boss', reason: 'They stay' }] });
  await stands('rejected');
  // A case that has come to its end need not stay for late events.
  await handle.cancel();
  const isClosed = async () => (await handle.describe()).status.name === 'COMPLETED';
  await until('it is closed', isClosed);

  expect(await disable()).toBe(false);
  expect(await isClosed()).toBe(true);
  expect(await ask({ ...entra.enable, path })).toBe(true);
  await stands('rescinded');
  expect(await disable()).toBe(false);
  await stands('awaiting-approval');
});

test('who is enabled is heard, though their case was opened by a clock that was ahead', async () => {
  const cases = casesIn(house.client, house.settings.worker.taskQueue);
  const accept = acceptance(cases, blastRadius(cases, 1_000));
  const set = (active: boolean, clock: () => number) =>
    until('Temporal is in time', () =>
      activation({ cases, accept, kind: 'voluntary' }, clock)
        .set('entra', ruth, active)
        .then(
          () => true,
          () => false,
        ),
    );
  const { stands } = caseOf(ruth);
  await set(false, () => Date.now() + 60_000);
  await set(true, Date.now);
  await stands('rescinded');
  await set(false, () => Date.now() - 60_000);
  await stands('awaiting-approval');
});

test('who is gone from Workspace can still be enabled while their case is open', async () => {
  const gone = { id: 'd4e5f60718293a4b5c6d7e8f90a1b2c3' };
  const path = `/Users/${gone.id}`;
  expect(await ask({ ...entra.enable, path })).toBe(404);

  const event: LeaverEvent = {
    id: 'opened-before',
    type: 'leaver.opened',
    timestamp: '2026-01-01T00:00:00.000Z',
    data: {
      personId: gone.id,
      userName: 'gone.roe',
      effectiveAt: '2030-01-31T18:00:00.000Z',
      kind: 'voluntary',
      requestedBy: 'SCIM of entra',
    },
  };
  const { taskQueue } = house.settings.worker;
  await createOffboardingClient(house.client, { taskQueue }).tellLeaver('entra', event);
  expect(await ask({ ...entra.disable, path })).toBe(404);
  expect(await ask({ ...okta.putProfile, path })).toBe(true);
  await caseOf(gone).stands('rescinded');
  expect(await ask({ ...entra.enable, path })).toBe(404);
});

import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Gate } from '../support/gate-before.ts';
import { gateBefore } from '../support/gate-before.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';
import { startWebhookProcess } from '../support/webhook-process.ts';
import { eventOf, eventsOf, leaver, secretOf, send } from './hr.ts';

const token = 's'.repeat(32);
let house: House;
let gate: Gate;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  house = await startHouse({
    workers: false,
    desktops: 1,
    settings: { webhook: { maxNewCases: 1_000, rateLimit: 10_000 } },
  });
  gate = await gateBefore(inject('temporalAddress'));
  env = {
    ...house.env,
    OFFBOARDING_WEBHOOK_SECRETS: `hr=${secretOf('hr')}`,
    OFFBOARDING_WEBHOOK_SCIM_TOKENS: `entra=${token}`,
  };
});
afterAll(async () => {
  await gate?.close();
  await house?.stop();
});

const opened = (personId: string) => eventOf('leaver.opened', leaver(personId));

test('starts without Temporal, answers 503 until it is there, and takes a resent event once', async () => {
  gate.shut();
  const webhook = await startWebhookProcess({ ...env, TEMPORAL_ADDRESS: gate.address });
  const event = opened('E20001');
  const resend = () => send(webhook.url, event, { id: 'sent-again' });

  const begun = performance.now();
  const refused = await resend();
  expect(performance.now() - begun).toBeLessThan(3_000);
  expect(refused).toMatchObject({ status: 503, body: { error: {} } });
  expect(refused.headers.get('retry-after')).toBe('5');
  const [health, users] = await Promise.all([
    fetch(`${webhook.url}/healthz`),
    fetch(`${webhook.url}/scim/v2/Users`, { headers: { authorization: `Bearer ${token}` } }),
  ]);
  expect([health.status, users.status]).toEqual([503, 503]);
  expect(performance.now() - begun).toBeLessThan(9_000);

  gate.open();
  await until('it is taken', async () => (await resend()).status === 202);
  expect((await resend()).status).toBe(200);

  gate.shut();
  expect((await send(webhook.url, opened('E20002'))).status).toBe(503);
  gate.open();
  await until('it is back', async () => (await send(webhook.url, event)).status === 202);
  const ids = (await eventsOf(house.client, 'E20001'))?.map(({ id }) => id);
  expect(ids?.filter((id) => id === 'sent-again')).toHaveLength(1);
  expect(await webhook.stop()).toBe(0);
  expect(JSON.stringify(webhook.log)).not.toContain('jane');
});

test('loses nothing that it answered with 202, when it is killed in the middle', async () => {
  const webhook = await startWebhookProcess(env);
  const persons = Array.from({ length: 60 }, (_, n) => `E${30_001 + n}`);
  const accepted: string[] = [];
  await Promise.allSettled(
    persons.map(async (personId) => {
      const { status } = await send(webhook.url, opened(personId), { id: `of-${personId}` });
      if (status === 202) accepted.push(personId);
      if (accepted.length === 10) webhook.signal('SIGKILL');
    }),
  );
  expect(await webhook.exited).toBe('SIGKILL');
  expect(accepted.length).toBeGreaterThanOrEqual(10);
  expect(accepted.length).toBeLessThan(persons.length);
  for (const personId of accepted) {
    expect(await eventsOf(house.client, personId)).toMatchObject([{ id: `of-${personId}` }]);
  }
});

test('answers what it was asked before it ends on SIGTERM', async () => {
  const webhook = await startWebhookProcess(env);
  await send(webhook.url, opened('E40000'));
  const answers = Promise.all(
    Array.from({ length: 20 }, (_, n) => send(webhook.url, opened(`E${40_001 + n}`))),
  );
  // Half of them are answered: the others have been read.
  await until('they arrived', async () => webhook.log.length > 12);
  expect(await webhook.stop()).toBe(0);
  expect((await answers).map(({ status }) => status)).toEqual(Array(20).fill(202));
  await expect(fetch(webhook.url)).rejects.toThrow();
  expect(webhook.stderr()).toBe('');
});

test('says that its address is taken, and ends with 2', async () => {
  const webhook = await startWebhookProcess(env);
  const { port } = new URL(webhook.url);
  const second = startWebhookProcess({ ...env, OFFBOARDING_WEBHOOK_LISTEN: `127.0.0.1:${port}` });
  await expect(second).rejects.toThrow(
    /\(2\):\nOFFBOARDING_WEBHOOK_LISTEN: .*cannot be listened on/,
  );
  await webhook.stop();
});

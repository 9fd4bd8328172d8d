import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebhookProcess } from '../support/webhook-process.ts';
import { startWebhookProcess } from '../support/webhook-process.ts';
import { secretOf, send } from './hr.ts';

let webhook: WebhookProcess;
beforeAll(async () => {
  webhook = await startWebhookProcess({
    PATH: process.env['PATH'],
    OFFBOARDING_CONFIG: new URL('./rate-limit.yaml', import.meta.url).pathname,
    OFFBOARDING_WEBHOOK_SECRETS: `hr=${secretOf('hr')};payroll=${secretOf('payroll')}`,
  });
});
afterAll(() => webhook?.stop());

const statuses = async (times: number, secret: string) => {
  const sent = await Promise.all(
    Array.from({ length: times }, () => send(webhook.url, {}, { secret: secretOf(secret) })),
  );
  return Object.groupBy(sent, ({ status }) => status);
};

test('a sender has its limit, which is no other’s, and is told when to come again', async () => {
  const { 422: heard, 429: refused } = await statuses(15, 'hr');
  expect([heard?.length, refused?.length]).toEqual([10, 5]);
  const wait = Number(refused?.[0]?.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await statuses(1, 'payroll')).toHaveProperty('422');
});

test('whoever guesses is told to wait, and whoever knows is not, at the same address', async () => {
  const { 401: refused, 429: late } = await statuses(40, 'forger');
  expect([refused?.length, late?.length]).toEqual([30, 10]);
  expect(await statuses(1, 'payroll')).toHaveProperty('422');
});

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { ConnectionOptions } from '@temporalio/client';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { acceptance } from '../../src/webhook/acceptance.ts';
import { blastRadius } from '../../src/webhook/blast-radius.ts';
import { casesIn } from '../../src/webhook/cases.ts';
import { inTime } from '../../src/webhook/in-time.ts';
import type { LeaverEvent } from '../../src/workflows/contract.ts';
import type { Gate } from '../support/gate-before.ts';
import { gateBefore } from '../support/gate-before.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';
import { startWebhookProcess } from '../support/webhook-process.ts';
import { deliver, eventOf, eventsOf, leaver, secretOf, send, signedHeaders } from './hr.ts';

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

  const refused = await resend();
  expect(refused).toMatchObject({ status: 503, body: { error: {} } });
  expect(refused.headers.get('retry-after')).toBe('5');
  const [health, users] = await Promise.all([
    fetch(`${webhook.url}/healthz`),
    fetch(`${webhook.url}/scim/v2/Users`, { headers: { authorization: `Bearer ${token}` } }),
  ]);
  expect([health.status, users.status]).toEqual([503, 503]);

  gate.open();
  const told = async () =>
    (await eventsOf(house.client, 'E20001'))?.filter(({ id }) => id === 'sent-again').length;
  await until('it is taken', async () => (await resend()).status === 202);
  const before = await told();
  expect(before).toBeGreaterThan(0);
  expect((await resend()).status).toBe(200);
  expect(await told()).toBe(before);

  gate.shut();
  expect((await send(webhook.url, opened('E20002'))).status).toBe(503);
  gate.open();
  await until('it is back', async () => (await send(webhook.url, event)).status === 202);
  expect(await webhook.stop()).toBe(0);
  expect(JSON.stringify(webhook.log)).not.toContain('jane');
});

test('asks Temporal for no longer than senders wait, which is 3 s, and then refuses', async () => {
  type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
  const deadlines: number[] = [];
  const noting: Interceptor = (options, next) => {
    deadlines.push(Number(options.deadline));
    // What comes next is such a call, though its type does not say so.
    return next(options) as ReturnType<Interceptor>;
  };
  const address = inject('temporalAddress');
  const connection = await Connection.connect({ address, interceptors: [noting] });
  const { namespace } = house.client.options;
  const client = new Client({ connection, namespace });
  const cases = casesIn(client, 'nobody');
  deadlines.splice(0);
  const accept = acceptance(cases, blastRadius(cases, 1_000));
  const event: LeaverEvent = {
    id: 'in-time',
    type: 'leaver.opened',
    timestamp: new Date().toISOString(),
    data: { ...leaver('E20003'), kind: 'voluntary' },
  };
  const accepted = accept('hr', event);
  const latest = Date.now() + 3_000;
  await accepted.catch(() => {});
  expect(deadlines.length).toBeGreaterThan(1);
  expect(deadlines.filter((deadline) => !(deadline < latest))).toEqual([]);

  const never = inTime(client, Date.now() + 10, () => new Promise(() => {}));
  await expect(never).rejects.toThrow('in time');
  await connection.close();
});

test('loses nothing that it answered with 202, when it is killed in the middle', async () => {
  const webhook = await startWebhookProcess(env);
  let persons = 30_000;
  const accepted: string[] = [];
  const sendOn = async (): Promise<never> => {
    for (;;) {
      const personId = `E${(persons += 1)}`;
      const { status } = await send(webhook.url, opened(personId), { id: `of-${personId}` });
      if (status === 202) accepted.push(personId);
      if (accepted.length === 10) webhook.signal('SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: 20 }, sendOn));
  expect(await webhook.exited).toBe('SIGKILL');
  for (const personId of accepted) {
    expect(await eventsOf(house.client, personId)).toMatchObject([{ id: `of-${personId}` }]);
  }
});

/** Begins to send an event; what this resolves to sends the rest of it, once the webhook has begun to read. */
async function begin(url: string, event: object) {
  const text = JSON.stringify(event);
  const headers = { ...signedHeaders(text), expect: '100-continue' };
  const asked = request(`${url}/v1/leavers`, { method: 'POST', agent: false, headers });
  asked.flushHeaders();
  await once(asked, 'continue');
  return async () => {
    asked.end(text);
    const [reply] = (await once(asked, 'response')) as [IncomingMessage];
    reply.resume();
    return reply.statusCode;
  };
}

test('answers what it was asked before it ends on SIGTERM', async () => {
  const persons = Array.from({ length: 10 }, (_, n) => `E${40_001 + n}`);
  await until('Temporal is in time for all of them', async () => {
    const webhook = await startWebhookProcess(env);
    await deliver(webhook.url, opened('E40000'));
    const begun = await Promise.all(persons.map((who) => begin(webhook.url, opened(who))));
    const ended = webhook.stop();
    const isStopping = () => webhook.log.some(({ msg }) => String(msg).startsWith('Stopping'));
    await until('it was told to stop', async () => isStopping());
    const statuses = await Promise.all(begun.map((finish) => finish()));
    expect(await ended).toBe(0);
    await expect(fetch(webhook.url)).rejects.toThrow();
    expect(webhook.stderr()).toBe('');
    expect(statuses.filter((status) => status !== 202 && status !== 503)).toEqual([]);
    return !statuses.includes(503);
  });
});

test('says that its address is taken, and ends with 2', async () => {
  const second = startWebhookProcess({ ...env, OFFBOARDING_WEBHOOK_LISTEN: gate.address });
  await expect(second).rejects.toThrow(
    /\(2\):\nOFFBOARDING_WEBHOOK_LISTEN: .*cannot be listened on/,
  );
});

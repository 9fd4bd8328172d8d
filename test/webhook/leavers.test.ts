import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setQueueLimit } from '../../src/temporal/queue-limit.ts';
import { writesQueue } from '../../src/workflows/queues.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';
import type { WebhookProcess } from '../support/webhook-process.ts';
import { startWebhookProcess } from '../support/webhook-process.ts';
import {
  deliver,
  eventOf,
  heardOf,
  leaver,
  secondsNow,
  secretOf,
  send,
  signatureOf,
} from './hr.ts';

let house: House;
let webhook: WebhookProcess;
beforeAll(async () => {
  house = await startHouse({
    workers: false,
    desktops: 1,
    settings: { worker: { timeZone: 'Europe/Berlin' }, webhook: { maxNewCases: 1_000 } },
  });
  webhook = await startWebhookProcess({
    ...house.env,
    OFFBOARDING_WEBHOOK_SECRETS: `hr=${secretOf('old')},${secretOf('hr')};payroll=${secretOf('payroll')}`,
    OFFBOARDING_WEBHOOK_READ_TOKENS: `hr=${'r'.repeat(32)}`,
  });
});
afterAll(async () => {
  await webhook?.stop();
  await house?.stop();
});

let persons = 0;
const newPerson = () => `E${10_000 + (persons += 1)}`;
const opened = (personId: string, over?: object) =>
  eventOf('leaver.opened', leaver(personId, over));

test('a signed event is in the history of the person’s case when it is answered with 202', async () => {
  const personId = newPerson();
  const sent = await deliver(webhook.url, opened(personId), { id: 'event-1' });
  expect(sent).toMatchObject({
    status: 202,
    body: { caseId: `offboard-user/hr/${personId}`, status: 'accepted' },
  });
  expect(await heardOf(house.client, personId)).toMatchObject([
    { id: 'event-1', type: 'leaver.opened', data: { personId, userName: 'jane' } },
  ]);
  const { typedSearchAttributes, raw } = await house.client.workflow
    .getHandle(`offboard-user/hr/${personId}`)
    .describe();
  expect(JSON.stringify([...typedSearchAttributes.getAll()])).toContain('planned');
  expect(JSON.stringify(raw)).not.toContain('jane');
});

test('the secret tells who speaks, and an old one is good beside the new one', async () => {
  const [ofHr, ofPayroll] = [newPerson(), newPerson()];
  const byOld = await deliver(webhook.url, opened(ofHr), { secret: secretOf('old') });
  const byOther = await deliver(webhook.url, opened(ofPayroll), { secret: secretOf('payroll') });
  expect(byOld.body).toMatchObject({ caseId: `offboard-user/hr/${ofHr}` });
  expect(byOther.body).toMatchObject({ caseId: `offboard-user/payroll/${ofPayroll}` });
});

test('a date alone means the end of that day in the time zone of the settings', async () => {
  const personId = newPerson();
  await deliver(webhook.url, opened(personId, { effectiveAt: '2030-07-31' }));
  expect(await heardOf(house.client, personId)).toMatchObject([
    { data: { effectiveAt: '2030-07-31T22:00:00.000Z' } },
  ]);
});

test('two events of one person within a second are both taken', async () => {
  const personId = newPerson();
  const [first, second] = await Promise.all([
    deliver(webhook.url, opened(personId)),
    deliver(webhook.url, eventOf('leaver.cancelled', { personId, requestedBy: 'HR desk' })),
  ]);
  expect([first?.status, second?.status]).toEqual([202, 202]);
  expect(await heardOf(house.client, personId)).toHaveLength(2);
});

test('an id that the sender uses again for something else is no repetition', async () => {
  const personId = newPerson();
  const first = opened(personId);
  const stays = eventOf('leaver.cancelled', { personId, requestedBy: 'HR desk' });
  const later = opened(personId, { userName: 'richard' });
  const statuses: number[] = [];
  for (const event of [first, stays, { ...later, timestamp: '2026-01-01T00:00:00Z' }, first, stays])
    statuses.push((await deliver(webhook.url, event, { id: personId })).status);
  expect(statuses).toEqual([202, 202, 202, 200, 200]);
  expect(await heardOf(house.client, personId)).toHaveLength(3);
});

describe('is refused with the same words, whatever is wrong with its signature:', () => {
  const body = () => opened(newPerson());
  const stale = String(Number(secondsNow()) - 301);
  const ahead = String(Number(secondsNow()) + 400);
  test.for([
    ['one by a secret that nobody has', { secret: secretOf('forger') }],
    ['one without a signature', { headers: { 'webhook-signature': '' } }],
    [
      'one of another body',
      { headers: { 'webhook-signature': signatureOf(secretOf('hr'), 'a', '1', '{}') } },
    ],
    ['one that is stale', { timestamp: stale }],
    ['one from the future', { timestamp: ahead }],
    ['one whose timestamp is no number', { headers: { 'webhook-timestamp': 'now' } }],
  ] as const)('%s', async ([, options]) => {
    const { status, body: answer } = await send(webhook.url, body(), options);
    expect({ status, answer }).toEqual({
      status: 401,
      answer: {
        error: { message: 'The request does not show that it comes from a known sender.' },
      },
    });
  });
});

describe('is refused with a sentence that names the field and the remedy:', () => {
  const event = (over: object) => ({ ...opened('E10023'), ...over });
  const data = (over: object) => opened('E10023', over);
  test.for([
    ['what is no JSON', '{', 400, /not JSON/],
    ['a list', [], 422, /one object/],
    [
      'an unknown type',
      event({ type: 'leaver.deleted' }),
      422,
      /type must be one of leaver\.opened/,
    ],
    ['an event without a time', event({ timestamp: undefined }), 422, /timestamp/],
    [
      'an event from the future',
      event({ timestamp: new Date(Date.now() + 6 * 60_000).toISOString() }),
      422,
      /5 minutes ahead/,
    ],
    [
      'a name as a person id',
      data({ personId: 'jane.doe' }),
      422,
      /data\.personId looks like a name/,
    ],
    [
      'a mail address as a person id',
      data({ personId: 'j@x.com' }),
      422,
      /personId looks like a mail/,
    ],
    [
      'a day that is in no calendar',
      data({ effectiveAt: '2030-02-30' }),
      422,
      /data\.effectiveAt give/,
    ],
    ['a kind that there is not', data({ kind: 'sudden' }), 422, /voluntary or involuntary/],
    ['a field that there is not', data({ effectivAt: 'x' }), 422, /no field data\.effectivAt/],
    ['nobody who asks', data({ requestedBy: undefined }), 422, /requestedBy/],
    [
      'a quarantine of its own making',
      event({ data: { ...leaver('E10023'), quarantine: 'x' } }),
      422,
      /no field/,
    ],
  ] as const)('%s', async ([, body, expected, says]) => {
    const { status, body: answer } = await send(webhook.url, body);
    expect({ status, answer }).toEqual({
      status: expected,
      answer: { error: { message: expect.stringMatching(says) } },
    });
    expect(JSON.stringify(answer)).not.toMatch(/jane|undefined/);
  });

  test('another content type', async () => {
    const sent = await send(webhook.url, opened('E10023'), {
      headers: { 'content-type': 'text/plain' },
    });
    expect(sent.status).toBe(415);
  });

  test('a signed event whose id is too long', async () => {
    const { status, body } = await send(webhook.url, opened('E10023'), { id: 'x'.repeat(256) });
    expect({ status, body: JSON.stringify(body) }).toEqual({
      status: 422,
      body: expect.stringContaining('id must be at most 255'),
    });
  });
});

describe('a body of more than 64 KB is refused before anything is read of it', () => {
  const large = JSON.stringify({ ...opened('E10023'), padding: 'x'.repeat(70_000) });

  test('with a length', async () => {
    expect((await send(webhook.url, large)).status).toBe(413);
  });

  test('in chunks, without a length, however much is still to come', async () => {
    const socket = connect(Number(new URL(webhook.url).port), '127.0.0.1');
    let reply = '';
    socket.on('data', (chunk) => (reply += String(chunk)));
    const closed = once(socket, 'close').catch(() => {});
    socket.write('POST /v1/leavers HTTP/1.1\r\nHost: hr\r\nTransfer-Encoding: chunked\r\n\r\n');
    const feed = setInterval(() => socket.write(`4000\r\n${'x'.repeat(0x4000)}\r\n`), 10);
    await closed;
    clearInterval(feed);
    expect(reply).toMatch(/^HTTP\/1\.1 413 /);
  });
});

test.for(['Content-Length: 5000', 'Transfer-Encoding: chunked'])(
  'a body that is cut off (%s) is the fault of whoever sent it, not of the webhook',
  async (framing) => {
    const logged = webhook.log.length;
    const socket = connect(Number(new URL(webhook.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST /v1/leavers HTTP/1.1\r\nHost: hr\r\n${framing}\r\n\r\n5\r\n{"ty`);
    await delay(50);
    socket.destroy();
    const entry = () => webhook.log.slice(logged).find(({ reason }) => reason === 'cut-off');
    expect(await until('it is logged', async () => entry())).toMatchObject({
      route: '/v1/leavers',
      status: 400,
      sender: 'none',
    });
    expect(JSON.stringify(webhook.log.slice(logged))).not.toContain('"status":500');
  },
);

describe('where a case stands', () => {
  const ask = async (personId: string, token = 'r'.repeat(32)) => {
    const headers = { authorization: `Bearer ${token}` };
    return until('Temporal answers in time', async () => {
      const reply = await fetch(`${webhook.url}/v1/leavers/${personId}`, { headers });
      return reply.status !== 503 && { status: reply.status, body: (await reply.json()) as object };
    });
  };

  test('is told without a worker, as far as Temporal knows', async () => {
    const personId = newPerson();
    await deliver(webhook.url, opened(personId));
    expect(await ask(personId)).toMatchObject({
      status: 200,
      body: { caseId: `offboard-user/hr/${personId}`, personId, state: 'planned' },
    });
  });

  test('is told to nobody without the token', async () => {
    expect(await ask('E10023', 'x'.repeat(32))).toMatchObject({ status: 401 });
  });

  test('is told to no other sender', async () => {
    const personId = newPerson();
    await deliver(webhook.url, opened(personId), { secret: secretOf('payroll') });
    expect(await ask(personId)).toMatchObject({ status: 404 });
  });

  test('is unknown for a person without a case, or with a name for an id', async () => {
    expect(await ask('E999999')).toMatchObject({ status: 404 });
    expect(await ask('jane')).toMatchObject({ status: 404 });
  });

  test('of a run that was terminated is said', async () => {
    const personId = newPerson();
    await deliver(webhook.url, opened(personId));
    await house.client.workflow.getHandle(`offboard-user/hr/${personId}`).terminate();
    expect(await ask(personId)).toMatchObject({ status: 200, body: { state: 'terminated' } });
  });
});

test('health, readiness and metrics are told, and neither they nor the log hold a name', async () => {
  const personId = newPerson();
  await deliver(webhook.url, opened(personId, { userName: 'nobody-knows-her' }), {
    id: randomUUID(),
  });
  const stop = { requestsPerSecond: 0, reason: 'jane asked for it' };
  await setQueueLimit(house.client, writesQueue(house.settings.worker.taskQueue), stop);
  for (const page of ['/healthz', '/readyz']) {
    const reply = await fetch(`${webhook.url}${page}`);
    const { faults, killSwitch } = (await reply.json()) as Record<string, unknown>;
    expect({ status: reply.status, faults, killSwitch }).toEqual({
      status: 200,
      faults: [],
      killSwitch: { on: true },
    });
  }
  const metrics = await (await fetch(`${webhook.url}/metrics`)).text();
  expect(metrics).toMatch(
    /offboarding_webhook_requests_total\{route="\/v1\/leavers",sender="hr",type="leaver.opened",status="202"\} \d/,
  );
  expect(metrics).toMatch(/offboarding_webhook_refused_total\{reason="unauthenticated"/);
  expect(metrics).toMatch(/offboarding_webhook_accept_seconds_bucket\{le="3"\} \d/);
  expect(metrics).toContain('offboarding_kill_switch 1');
  const log = JSON.stringify(webhook.log);
  expect(log).toContain(`offboard-user/hr/${personId}`);
  for (const secret of ['jane', 'nobody-knows-her', 'HR desk', secretOf('hr'), 'r'.repeat(32)]) {
    expect(log + metrics + webhook.stderr()).not.toContain(secret);
  }
});

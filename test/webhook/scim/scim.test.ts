import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { searchAttributes } from '../../../src/workflows/search-attributes.ts';
import type { House } from '../../support/house.ts';
import { startHouse } from '../../support/house.ts';
import { until } from '../../support/until.ts';
import type { WebhookProcess } from '../../support/webhook-process.ts';
import { startWebhookProcess } from '../../support/webhook-process.ts';
import { eventsOf } from '../hr.ts';
import type { ScimRequest } from './requests.ts';
import { entra, okta, theUser } from './requests.ts';

const token = (sender: string) => sender.repeat(32).slice(0, 32);

let house: House;
let webhook: WebhookProcess;
beforeAll(async () => {
  house = await startHouse({
    workers: false,
    estate: {
      desktops: [
        { desktop_id: 'd-1', attach_user_infos: [{ user_id: theUser.id, user_name: 'jane.roe' }] },
        { desktop_id: 'd-2', attach_user_infos: [{ user_id: 'u-2', user_name: 'richard' }] },
        { desktop_id: 'd-3', attach_user_infos: [{ user_id: 'richard-too', user_name: 'rick' }] },
      ],
    },
  });
  const senders = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
  webhook = await startWebhookProcess({
    ...house.env,
    OFFBOARDING_WEBHOOK_SCIM_TOKENS: senders.map((name) => `${name}=${token(name)}`).join(';'),
  });
});
afterAll(async () => {
  await webhook?.stop();
  await house?.stop();
});

const askOnce = async ({ method, path, body }: ScimRequest, sender: string) => {
  const reply = await fetch(`${webhook.url}/scim/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token(sender)}`,
      'content-type': 'application/scim+json; charset=utf-8',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  if (text !== '') expect(reply.headers.get('content-type')).toBe('application/scim+json');
  return { status: reply.status, body: (text === '' ? {} : JSON.parse(text)) as object };
};

/** As providers do, who repeat what is answered with 503: Temporal was late. */
const ask = (request: ScimRequest, sender: string) =>
  until('the webhook can take it', async () => {
    const answer = await askOnce(request, sender);
    return answer.status !== 503 && answer;
  });

const said = async (sender: string) =>
  (await eventsOf(house.client, theUser.id, sender))?.map(({ type }) => type) ?? [];

describe('Okta', () => {
  test('tests the connection and finds a user as it does', async () => {
    expect(await ask(okta.testConnection, 'one')).toMatchObject({
      status: 200,
      body: { totalResults: 3, startIndex: 1, itemsPerPage: 2 },
    });
    expect(await ask(okta.find, 'one')).toMatchObject({
      status: 200,
      body: { totalResults: 1, Resources: [{ ...theUser, active: true }] },
    });
    expect(await ask(okta.findNobody, 'one')).toMatchObject({
      status: 200,
      body: { totalResults: 0, Resources: [] },
    });
  });

  test('is told that users are not made here', async () => {
    expect(await ask(okta.create, 'one')).toMatchObject({
      status: 501,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '501' },
    });
  });

  test.for([
    ['PATCH', okta.deactivate, 'two'],
    ['PUT', okta.putInactive, 'three'],
  ] as const)('opens one case by %s, however often it repeats it', async ([, request, sender]) => {
    const answers = await Promise.all([1, 2, 3].map(() => ask(request, sender)));
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 200, body: { ...theUser, active: false } });
    }
    expect(await said(sender)).toEqual(['leaver.opened']);
    expect(await eventsOf(house.client, theUser.id, sender)).toMatchObject([
      {
        data: {
          personId: theUser.id,
          userName: 'jane.roe',
          kind: 'voluntary',
          requestedBy: `SCIM of ${sender}`,
        },
      },
    ]);
    const { path } = okta.deactivate;
    expect(await ask({ method: 'GET', path }, sender)).toMatchObject({ body: { active: false } });
    await until('the list shows it, too', async () => {
      const { body } = await ask(okta.testConnection, sender);
      return JSON.stringify(body).includes('"active":false');
    });
  });

  test('changes nothing by a profile without active, or of an active user', async () => {
    for (const request of [okta.putWithoutActive, okta.putProfile, okta.activate]) {
      expect(await ask(request, 'four')).toMatchObject({ status: 200, body: { active: true } });
    }
    expect(await said('four')).toEqual([]);
  });
});

describe('Entra', () => {
  test('tests the connection by looking for nobody, and finds a user whatever the case', async () => {
    expect(await ask(entra.testConnection, 'one')).toMatchObject({ body: { totalResults: 0 } });
    expect(await ask(entra.find, 'one')).toMatchObject({ body: { Resources: [theUser] } });
  });

  test('is told to come again with what enables somebody, while no worker tells what their case knows', async () => {
    expect(await ask(entra.disable, 'five')).toMatchObject({ status: 200 });
    expect(await askOnce(entra.enable, 'five')).toMatchObject({ status: 503 });
    expect(await said('five')).toEqual(['leaver.opened']);
  });

  test('opens a case by removing a user', async () => {
    expect(await ask(entra.remove, 'six')).toMatchObject({ status: 204 });
    expect(await said('six')).toEqual(['leaver.opened']);
  });
});

test('a case that HR’s cancel ended is opened anew, and one that a person rejected is not', async () => {
  const standing = async (personId: string, state: string) =>
    house.client.workflow.start('offboardUser', {
      taskQueue: 'nobody',
      workflowId: `offboard-user/seven/${personId}`,
      typedSearchAttributes: [{ key: searchAttributes.state, value: state }],
    });
  await standing(theUser.id, 'rescinded');
  await standing('u-2', 'rejected');
  const off = { body: { Operations: [{ op: 'replace', value: { active: false } }] } };
  for (const id of [theUser.id, 'u-2']) {
    const request = { method: 'PATCH', path: `/Users/${id}`, ...off } as const;
    expect(await ask(request, 'seven')).toMatchObject({ status: 200, body: { active: false } });
  }
  expect(await said('seven')).toEqual(['leaver.opened']);
  expect(await eventsOf(house.client, 'u-2', 'seven')).toEqual([]);
});

test.for([
  ['an unknown user', { method: 'GET', path: '/Users/nobody' }, 404],
  ['an id that looks like a name', { ...okta.deactivate, path: '/Users/richard-too' }, 400],
  [
    'a value that is neither',
    { ...okta.deactivate, body: { Operations: [{ op: 'replace', path: 'active', value: 7 }] } },
    400,
  ],
  ['a filter of another form', { method: 'GET', path: '/Users?filter=userName+sw+"j"' }, 400],
  ['a resource that there is not', { method: 'GET', path: '/Groups' }, 404],
] as const)('%s is refused in the shape of SCIM', async ([, request, status]) => {
  expect(await ask(request, 'one')).toMatchObject({
    status,
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status) },
  });
});

test.for([
  ['PUT', '{"active": fal'],
  ['PUT', '[]'],
  ['PUT', 'false'],
  ['PATCH', ''],
] as const)('a %s of %s is no object, and said to be none', async ([method, body]) => {
  const headers = { authorization: `Bearer ${token('one')}` };
  const url = `${webhook.url}/scim/v2${okta.putInactive.path}`;
  const request: RequestInit = { method, headers, body };
  const reply = await fetch(url, request);
  expect({ status: reply.status, body: await reply.json() }).toMatchObject({
    status: 400,
    body: { scimType: 'invalidSyntax' },
  });
});

test.for(['/ServiceProviderConfig', '/ResourceTypes', '/Schemas'])('%s is told', async (path) => {
  expect(await ask({ method: 'GET', path }, 'one')).toMatchObject({ status: 200 });
});

test('nothing is told without a token', async () => {
  const reply = await fetch(`${webhook.url}/scim/v2/Users`, {
    headers: { authorization: 'Bearer nobody' },
  });
  expect(reply.status).toBe(401);
});

test('the log holds no names', async () => {
  await ask(okta.find, 'one');
  expect(JSON.stringify(webhook.log)).not.toMatch(/jane/i);
});

test('while the API of the users has had enough, that is said at once, and when to come again', async () => {
  const { simulator, env } = house;
  // The others know the users already, or would not be told of them for a minute.
  const another = await startWebhookProcess({
    ...env,
    OFFBOARDING_WEBHOOK_SCIM_TOKENS: `one=${token('one')}`,
  });
  try {
    const headers = { authorization: `Bearer ${token('one')}` };
    const find = () => fetch(`${another.url}/scim/v2${okta.find.path}`, { headers });
    await simulator.fault({ operation: 'ListUsers', status: 429, error_code: 'APIGW.0308' });
    expect((await find()).status).toBe(503);
    const { length: calls } = await simulator.requests();
    const again = await find();
    expect(again.status).toBe(503);
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await simulator.requests()).toHaveLength(calls);
  } finally {
    await another.stop();
  }
});

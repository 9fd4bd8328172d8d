import type { ConnectionOptions } from '@temporalio/client';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { blastRadius } from '../../src/webhook/blast-radius.ts';
import { casesIn } from '../../src/webhook/cases.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';
import type { WebhookProcess } from '../support/webhook-process.ts';
import { startWebhookProcess } from '../support/webhook-process.ts';
import { searchAttributes } from '../../src/workflows/search-attributes.ts';
import { deliver, eventOf, leaver, secretOf } from './hr.ts';

let house: House;
let webhook: WebhookProcess;
let start: () => Promise<WebhookProcess>;
const senders = ['hr', 'payroll', 'agency', 'temp'];
const soon = () => Date.now() + 60_000;
beforeAll(async () => {
  house = await startHouse({
    workers: false,
    desktops: 1,
    settings: { webhook: { maxNewCases: 3 } },
  });
  const secrets = senders.map((name) => `${name}=${secretOf(name)}`).join(';');
  start = () => startWebhookProcess({ ...house.env, OFFBOARDING_WEBHOOK_SECRETS: secrets });
  webhook = await start();
});
afterAll(async () => {
  await webhook?.stop();
  await house?.stop();
});

const opens = async (sender: string, personId: string, type = 'leaver.opened', over?: object) => {
  const sent = await deliver(webhook.url, eventOf(type, leaver(personId, over)), {
    secret: secretOf(sender),
  });
  expect(sent.status).toBe(202);
  return sent.body['quarantine'];
};

const untilListed = (sender: string, count: number) =>
  until(`${count} cases are listed`, async () => {
    const query = `WorkflowId STARTS_WITH 'offboard-user/${sender}/'`;
    return (await house.client.workflow.count(query)).count >= count;
  });

const restarted = async () => {
  await webhook.stop();
  webhook = await start();
};

test('new cases beyond the limit wait for a person, however fast they come, and after a restart', async () => {
  const persons = ['E50001', 'E50002', 'E50003', 'E50004', 'E50005'];
  const first = await Promise.all(persons.map((personId) => opens('hr', personId)));
  expect(first.filter((why) => why !== undefined)).toEqual(
    Array(2).fill('hr opened more than 3 cases within 24 hours.'),
  );

  // What is said of a case again is judged as before.
  expect(await Promise.all(persons.map((personId) => opens('hr', personId)))).toEqual(first);
  expect(await opens('payroll', 'E50001')).toBeUndefined();

  await untilListed('hr', 5);
  await restarted();
  expect(await opens('hr', 'E50006')).toMatch(/more than 3/);
});

test('a case that is under way is not quarantined by a change', async () => {
  for (const [n, state] of ['waiting', 'awaiting-approval', 'blocked'].entries()) {
    const personId = `E6000${n}`;
    await house.client.workflow.start('offboardUser', {
      taskQueue: 'nobody',
      workflowId: `offboard-user/hr/${personId}`,
      typedSearchAttributes: [{ key: searchAttributes.state, value: state }],
    });
    expect(await opens('hr', personId, 'leaver.updated')).toBeUndefined();
  }
});

test('events that only cancel or expedite open no way around the limit', async () => {
  const persons = ['E70001', 'E70002', 'E70003', 'E70004', 'E70005', 'E70006'];
  for (const personId of persons) {
    const note = eventOf('leaver.expedited', { personId, requestedBy: 'HR desk' });
    const sent = await deliver(webhook.url, note, { secret: secretOf('agency') });
    expect(sent).toMatchObject({ status: 202, body: { status: 'accepted' } });
  }
  await untilListed('agency', 6);
  const verdicts: unknown[] = [];
  for (const personId of persons) verdicts.push(await opens('agency', personId));
  expect(verdicts.filter((why) => why === undefined).length).toBeLessThanOrEqual(3);
});

test('a person who is opened again and again counts each time', async () => {
  const handle = house.client.workflow.getHandle('offboard-user/temp/E75001');
  for (const userName of ['jane', 'joan', 'june']) {
    const twice = [0, 1].map((n) =>
      opens('temp', 'E75001', 'leaver.opened', { userName, ticket: `${n}` }),
    );
    expect(await Promise.all(twice)).toEqual([undefined, undefined]);
    // As if it had been carried out.
    await handle.terminate();
  }
  expect(await opens('temp', 'E75001')).toMatch(/more than 3/);
});

test('a case of long ago that is planned anew is no new case', async () => {
  const taskQueue = 'nobody';
  const workflowId = 'offboard-user/old/E76001';
  await house.client.workflow.start('offboardUser', { taskQueue, workflowId });
  const cases = casesIn(house.client, taskQueue);
  const days = 2 * 24 * 60 * 60_000;
  const { admit } = blastRadius(cases, 1, () => Date.now() + days);
  expect(await admit('old', 'E76001', soon())).not.toHaveProperty('quarantine');
  expect(await admit('old', 'E76002', soon())).not.toHaveProperty('quarantine');
  expect(await admit('old', 'E76003', soon())).toHaveProperty('quarantine');
});

test('a case that cannot be counted waits for a person', async () => {
  // As a server does whose store of visibility is away.
  type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
  const uncounted: Interceptor = (options, next) => {
    if (options.method_definition.path.endsWith('/CountWorkflowExecutions')) {
      throw Object.assign(new Error('visibility is away'), { code: 14 });
    }
    // What comes next is such a call, though its type does not say so.
    return next(options) as ReturnType<Interceptor>;
  };
  const address = inject('temporalAddress');
  const connection = await Connection.connect({ address, interceptors: [uncounted] });
  const { namespace } = house.client.options;
  const cases = casesIn(new Client({ connection, namespace }), 'nobody');
  const { admit } = blastRadius(cases, 3);
  expect(await admit('hr', 'E80001', soon())).toMatchObject({
    quarantine: 'How many cases hr opened within 24 hours could not be counted.',
  });
  await connection.close();
  await expect(admit('hr', 'E80002', Date.now() + 100)).rejects.toThrow();
});

/** What a delete says to the API, and what it leaves on record. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallIntent, CallOutcome } from '../../src/evidence/store.ts';
import { digest } from '../../src/evidence/digest.ts';
import { connect } from '../../src/workspace/connection.ts';
import { apiUrl } from '../../src/workspace/url.ts';
import { desktop, orderFor, ownerOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { resolve, startHouse, status } from '../support/house.ts';
import { until } from '../support/until.ts';

let house: House;

const flags = [true, false];
const combinations = flags.flatMap((deleteUsers) =>
  flags.flatMap((emailNotification) =>
    flags.map((isForceDelete) => {
      const letters = [deleteUsers, emailNotification, isForceDelete].map((flag) =>
        flag ? 'y' : 'n',
      );
      return { name: `flags-${letters.join('')}`, deleteUsers, emailNotification, isForceDelete };
    }),
  ),
);

const secretTag = 'something-private';
const tags = [{ key: 'reason', value: secretTag }];

beforeAll(async () => {
  house = await startHouse({
    settings: {
      timing: { jobPoll: '1 s', confirmPoll: '1 s', waitPoll: '1 s', deleteVisibleAfter: '1 s' },
      errorCodes: [{ code: 'WKS.00010032', delay: '1 s', cap: '1 s', budget: 40 }],
    },
    estate: {
      desktops: [
        ...combinations.map(({ name }) => desktop(name)),
        desktop('defaults'),
        desktop('recorded-first'),
        desktop('conflict'),
        desktop('forbidden'),
        desktop('cut-off', { sim: { deleteInvisibleMs: 300 } }),
        desktop('discreet', {
          tags,
          share_resource_sku: 'sharer.basic',
          sim: { assistance: 'OPEN' },
        }),
      ],
    },
  });
});
afterAll(() => house?.stop());

const evidenceOf = (name: string) => join(house.settings.evidence.directory, name);

const deletesOf = async (name: string) =>
  (await house.simulator.requests(name)).filter(({ operation }) => operation === 'DeleteDesktop');

/** The records of a desktop's deletes, oldest first. */
async function recordsOf<T>(name: string, kind: 'intent' | 'outcome'): Promise<T[]> {
  const folder = evidenceOf(name);
  const files = (await readdir(folder)).filter((file) =>
    file.endsWith(`.DeleteDesktop.${kind}.json`),
  );
  // Our own records, in the shape that the store documents; a wrong one fails the assertions.
  const records = await Promise.all(
    files.map(
      async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as { at: string },
    ),
  );
  return records.toSorted((a, b) => a.at.localeCompare(b.at)) as T[];
}

const intentsOf = (name: string) => recordsOf<CallIntent>(name, 'intent');
const outcomesOf = (name: string) => recordsOf<CallOutcome>(name, 'outcome');

test.concurrent.for(combinations)(
  'sends delete_users=$deleteUsers, email_notification=$emailNotification, is_force_delete=$isForceDelete as ordered',
  async ({ name, ...order }) => {
    const result = await (await house.order(orderFor(name, order))).result();
    expect(result.outcome).toBe('deleted');
    const queries = (await deletesOf(name)).map(({ path }) => path.split('?')[1]);
    expect(queries.map((query) => Object.fromEntries(new URLSearchParams(query)))).toEqual([
      {
        delete_users: String(order.deleteUsers),
        email_notification: String(order.emailNotification),
        is_force_delete: String(order.isForceDelete),
      },
    ]);
  },
);

test.concurrent(
  'an order that says no more keeps the user, sends no mail, and forces',
  async () => {
    await (await house.order(orderFor('defaults'))).result();
    const [call] = await deletesOf('defaults');
    expect(call?.path.split('?')[1]?.split('&').toSorted()).toEqual([
      'delete_users=false',
      'email_notification=false',
      'is_force_delete=true',
    ]);
  },
);

test.concurrent('the intent is on record before the API sees the delete', async () => {
  const name = 'recorded-first';
  const slow = { operation: 'DeleteDesktop', desktop_id: name, times: 1, delay_ms: 1_500 };
  await house.simulator.fault(slow);
  const handle = await house.order(orderFor(name, { emailNotification: true }));
  const call = await until('it arrives', async () => (await deletesOf(name)).at(0));

  const files = await readdir(evidenceOf(name));
  expect(files).toEqual([expect.stringMatching(/\.DeleteDesktop\.intent\.json$/)]);
  const arrivedAt = Date.parse(call.time);
  const { ctimeMs } = await stat(join(evidenceOf(name), files[0] ?? ''));
  expect(Math.floor(ctimeMs)).toBeLessThanOrEqual(arrivedAt);

  const [intent] = await intentsOf(name);
  const { runId } = await handle.describe();
  expect(intent).toEqual({
    operation: 'DeleteDesktop',
    project: 'default',
    desktopId: name,
    workflowId: handle.workflowId,
    runId,
    activityId: expect.any(String),
    attempt: 1,
    attemptStartedAt: expect.any(Number),
    at: expect.any(String),
    sentBefore: expect.any(String),
    parameters: { delete_users: false, email_notification: true, is_force_delete: true },
    facts: {
      desktopId: name,
      status: 'ACTIVE',
      taskStatus: '',
      loginStatus: 'REGISTERED',
      attachedUsers: [{ userId: ownerOf(name), type: 'USER' }],
      desktopType: 'DEDICATED',
      inMaintenance: false,
      frozen: false,
      prepaid: false,
      collaboration: false,
      tags: [],
    },
    factsReadAt: expect.any(String),
    expectedOwner: ownerOf(name),
    policyDigest: digest(house.settings.policy),
  });
  if (intent === undefined) throw new TypeError('there is no intent');
  const { factsReadAt, at, sentBefore } = intent;
  const moments = [factsReadAt, at, call.time, sentBefore].map((time) => Date.parse(time));
  expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  expect(arrivedAt - Date.parse(factsReadAt)).toBeLessThan(5_000);

  const result = await handle.result();
  expect(result.policyDigest).toBe(intent.policyDigest);
  const [outcome] = await outcomesOf(name);
  expect(outcome).toEqual({ is: 'accepted', at: expect.any(String), requestId: call.request_id });
  expect(Date.parse(outcome?.at ?? '')).toBeGreaterThanOrEqual(arrivedAt + 1_500);
});

test.concurrent('each refusal has a record of its own, with its code and request id', async () => {
  const name = 'conflict';
  const busy = { operation: 'DeleteDesktop', desktop_id: name, times: 2, status: 409 };
  await house.simulator.fault(busy);
  const result = await (await house.order(orderFor(name))).result();
  expect(result.outcome).toBe('deleted');
  expect(await intentsOf(name)).toMatchObject([{ attempt: 1 }, { attempt: 2 }, { attempt: 3 }]);
  const [first, second, third] = (await deletesOf(name)).map(({ request_id }) => request_id);
  const refused = { is: 'refused', errorCode: 'WKS.00010032' };
  expect(await outcomesOf(name)).toMatchObject([
    { ...refused, requestId: first },
    { ...refused, requestId: second },
    { is: 'accepted', requestId: third },
  ]);
});

test.concurrent('a refusal for good is on record, and counts as no delete', async () => {
  const name = 'forbidden';
  const denied = { operation: 'DeleteDesktop', desktop_id: name, error_code: 'APIGW.0306' };
  await house.simulator.fault({ ...denied, times: 1, status: 403 });
  const handle = await house.order(orderFor(name));
  await until('blocked', async () => (await status(handle)).blocked);
  const [call] = await deletesOf(name);
  expect(await outcomesOf(name)).toMatchObject([
    { is: 'refused', errorCode: 'APIGW.0306', requestId: call?.request_id },
  ]);
  await resolve(handle, 'abort');
  expect((await handle.result()).reason).toContain('No delete of the desktop was accepted.');
});

test.concurrent('a delete whose answer was lost is on record as unknown', async () => {
  const name = 'cut-off';
  const cut = { operation: 'DeleteDesktop', desktop_id: name, times: 1, drop: 'after' } as const;
  await house.simulator.fault(cut);
  await (await house.order(orderFor(name))).result();
  const outcomes = await outcomesOf(name);
  expect(outcomes).toMatchObject([{ is: 'unknown', errorCode: expect.stringMatching(/^NET\./) }]);
  expect(outcomes[0]).not.toHaveProperty('requestId');
});

test.concurrent('neither evidence nor history holds names, tag values or secrets', async () => {
  const name = 'discreet';
  const assistance = await rawAssistance(name);
  // One refusal, so that its failure is in the history as well.
  const refused = { desktop_id: name, times: 1, status: 409 };
  await house.simulator.fault({ operation: 'CancelRemoteAssistance', ...refused });
  await house.simulator.fault({ operation: 'DeleteDesktop', ...refused });
  const handle = await house.order(orderFor(name));
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });

  const folder = evidenceOf(name);
  const files = await readdir(folder);
  const evidence = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const texts = { evidence: evidence.join('\n'), history: textOf(await handle.fetchHistory()) };
  const secrets = {
    userName: `name-of-${name}`,
    tagValue: secretTag,
    accessKey: house.env['HUAWEICLOUD_SDK_AK'],
    secretKey: house.env['HUAWEICLOUD_SDK_SK'],
    password: assistance['share_space_passwd'],
    invitation: assistance['invitation_code'],
    link: 'share.example',
  };
  for (const [where, text] of Object.entries(texts)) {
    // What must be there: the scan does read what it claims to.
    expect(text, where).toContain(ownerOf(name));
    for (const [what, secret] of Object.entries(secrets)) {
      if (typeof secret !== 'string' || secret === '')
        throw new TypeError(`no ${what} to look for`);
      expect(text, `${what} in the ${where}`).not.toContain(secret);
    }
  }
  expect(texts.evidence).toContain('"reason"');
});

/** As the API sends it, with all that our client leaves at the door. */
async function rawAssistance(name: string): Promise<Record<string, unknown>> {
  const { project, authentication } = connect(house.simulator.project);
  const path = ['v2', project.projectId, 'desktops', name, 'remote-assistance'];
  const url = apiUrl(project.workspaceEndpoint, path);
  const { headers } = await authentication.authenticate({ method: 'GET', url, headers: {} }, {});
  const response = await fetch(url, { headers });
  // The simulator's own reply; that each secret is a text is asserted where it is used.
  return (await response.json()) as Record<string, unknown>;
}

/** Every text in a history, that of its payloads included. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}: ${textOf(inner)}`)
    .join('\n');
}

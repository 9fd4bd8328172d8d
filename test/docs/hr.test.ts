import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  leaverEventSchemas,
  leaverEventTypes,
  leaverSchema,
} from '../../src/domain/leaver-event.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { noticeTypes } from '../../src/domain/notice.ts';
import { personIdSchema } from '../../src/domain/person-id.ts';
import { receiver } from '../../src/notifications/receiver.ts';
import { variableFor } from '../../src/settings/environment.ts';
import { Secret } from '../../src/workspace/secret.ts';
import { json, serve } from '../support/api-server.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';
import type { WebhookProcess } from '../support/webhook-process.ts';
import { startWebhookProcess } from '../support/webhook-process.ts';
import { eventsOf } from '../webhook/hr.ts';

const run = promisify(execFile);
const docs = new URL('../../docs/', import.meta.url);
const page = await readFile(new URL('hr.md', docs), 'utf8');

/** The first cell of each row of the table with this heading, without its marks. */
function rowsOf(heading: string): string[] {
  const [, table = ''] = page.split(new RegExp(`^\\| ${heading} .*\\n\\| -.*\\n`, 'm'));
  const [rows = ''] = table.split('\n\n');
  return rows.split('\n').map((row) => row.split('|')[1]?.trim() ?? '');
}

const codesIn = (cells: string[]) =>
  cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));

/** What stands in the blocks of a language, without their indent. */
const blocksOf = (language: string) =>
  [...page.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([^]*?)^ *\`\`\``, 'gm'))].map(
    ([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );

describe('the page', () => {
  test('explains every event, and no other', () => {
    expect(codesIn(rowsOf('`type`').slice(0, leaverEventTypes.length))).toEqual([
      ...leaverEventTypes,
    ]);
  });

  test('explains every field of an event, and says which events need it', () => {
    const fields = rowsOf('field of `data`');
    expect(codesIn(fields)).toEqual(Object.keys(leaverSchema.entries));
    for (const type of leaverEventTypes) {
      const needed = Object.entries(leaverEventSchemas[type].entries.data.entries)
        .filter(([, schema]) => schema.type !== 'exact_optional')
        .map(([field]) => field);
      const said = fields.filter((field) => {
        const [row = ''] = page.split('\n').filter((line) => line.startsWith(`| ${field} `));
        const [, , by = ''] = row.split('|');
        return by.trim() === 'all' || by.includes(type.replace('leaver.', ''));
      });
      expect(codesIn(said), type).toEqual(needed);
    }
  });

  test('says rightly which ids of persons are refused', () => {
    const [row = ''] = page.split('\n').filter((line) => line.startsWith('| `personId` '));
    const [, examples = ''] = row.split('such as');
    const [refused = '', fine = ''] = examples.split('. ');
    expect(codesIn([refused]).map((id) => v.is(personIdSchema, id))).toEqual(Array(4).fill(false));
    expect(codesIn([fine]).map((id) => v.is(personIdSchema, id))).toEqual(Array(4).fill(true));
  });

  test('explains every notice, and no other', () => {
    const notices = page.slice(page.indexOf('## Notifications'));
    const [, table = ''] = notices.split(/^\| `type`.*\n\| -.*\n/m);
    const [rows = ''] = table.split('\n\n');
    const types = codesIn(rows.split('\n').map((row) => row.split('|')[1] ?? ''));
    expect(types.toSorted()).toEqual(noticeTypes.toSorted());
  });

  test('names no variable that does not count', () => {
    const known = ['listen', 'secretsEnv', 'secretsFile', 'readTokensEnv', 'scimTokensEnv'].map(
      (key) => variableFor(`webhook.${key}`),
    );
    const named = new Set(page.match(/OFFBOARDING_\w+/g));
    expect([...named].toSorted()).toEqual(known.toSorted());
  });
});

describe('its commands, with curl and openssl alone', () => {
  const [start = '', define = '', ...commands] = blocksOf('sh');
  const token = 'r'.repeat(32);
  let house: House;
  let webhook: WebhookProcess;
  let secret: string;

  beforeAll(async () => {
    house = await startHouse({ workers: false });
    const made = await run('bash', ['-c', `${start.split('npm')[0]}env`]);
    const variable = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(made.stdout)?.[1];
    secret = variable('SECRET') ?? '';
    webhook = await startWebhookProcess({
      ...house.env,
      OFFBOARDING_WEBHOOK_SECRETS: variable('OFFBOARDING_WEBHOOK_SECRETS'),
      OFFBOARDING_WEBHOOK_READ_TOKENS: `hr=${token}`,
    });
  });
  afterAll(async () => {
    await webhook?.stop();
    await house?.stop();
  });

  const shell = async (...lines: string[]) => {
    const env = {
      PATH: process.env['PATH'],
      WEBHOOK: webhook.url,
      SECRET: secret,
      READ_TOKEN: token,
    };
    return (await run('bash', ['-c', [define, ...lines].join('\n')], { env })).stdout;
  };

  /** As a sender does that is told 503: Temporal was late, and the command comes again. */
  const taken = (...lines: string[]) =>
    until('the webhook can take it', async () => {
      const answer = await shell(...lines);
      return !answer.endsWith('\n503\n') && answer;
    });

  test('open a case, cancel it, and ask for its state', async () => {
    const [opened = '', cancelled = '', asked = ''] = commands;
    const caseId = 'offboard-user/hr/E10023';
    const accepted = `${JSON.stringify({ caseId, status: 'accepted' })}\n202\n`;
    expect(await taken(opened)).toBe(accepted);
    expect(await taken(cancelled)).toBe(accepted);
    const state = await until('the case is found in time', async () => {
      const answer: object = JSON.parse(await shell(asked));
      return !('error' in answer) && answer;
    });
    expect(state).toMatchObject({ caseId, personId: 'E10023' });
    const events = (await eventsOf(house.client, 'E10023')) ?? [];
    expect([...new Set(events.map(({ type }) => type))]).toEqual([
      'leaver.opened',
      'leaver.cancelled',
    ]);
    const times = events.map(({ timestamp }) => timestamp);
    expect(new Set(times).size).toBe(times.length);
    expect(times.toSorted()).toEqual(times);
  });

  test('take an event that is sent again for the same', async () => {
    const [opened = ''] = commands;
    const again = `id=msg_1 made=2026-01-01T00:00:00Z\n${opened.replace('E10023', 'E10024')}`;
    const events = () => eventsOf(house.client, 'E10024');
    expect(await taken(again)).toMatch(/\n202\n$/);
    const before = await events();
    expect(before).toContainEqual(expect.objectContaining({ id: 'msg_1' }));
    expect(await shell(again)).toMatch(/\n200\n$/);
    expect(await events()).toEqual(before);
  });

  test('make a secret of letters for tools that take a key as text', async () => {
    const [, line = '', ours = ''] = /`(text=[^`]+)`.*`(whsec_[^`]+)`/.exec(page) ?? [];
    const { stdout } = await run('bash', ['-c', `${line}\necho "$text ${ours}"`]);
    const [text = '', made = ''] = stdout.trim().split(' ');
    const body = '{}';
    const at = new Date();
    const signature = createHmac('sha256', text).update(`1.${Math.floor(at.getTime() / 1000)}.{}`);
    expect(`v1,${signature.digest('base64')}`).toBe(new Webhook(made).sign('1', at, body));
  });
});

describe('a notice', () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const notice: Required<Notice> = {
    type: 'case.awaiting-approval',
    id: 'notice-1',
    timestamp: '2030-01-02T08:00:00.000Z',
    workflowId: 'offboard-user/hr/E10023',
    sender: 'hr',
    personId: 'E10023',
    state: 'awaiting-approval',
    sentence: 'A sentence.',
    due: '2030-03-02T23:00:00.000Z',
    digest: 'd'.repeat(64),
    desktops: 3,
  };

  async function received() {
    const server = await serve((_, response) => json(response, 200, {}));
    onTestFinished(() => server.close());
    const { tell } = receiver(
      {
        url: server.url,
        secrets: [new Secret(secret)],
        allowPrivate: true,
        timeoutMs: 5_000,
        events: noticeTypes,
        webUi: 'https://temporal.example.com',
      },
      { namespace: 'default', ledger: { head: async () => ({ n: 41, sha256: 'a'.repeat(64) }) } },
    );
    await tell(notice, new AbortController().signal);
    const [request] = server.received;
    if (request === undefined) throw new Error('nothing arrived');
    return request;
  }

  test('has the fields that the page shows', async () => {
    const [shown = ''] = blocksOf('json');
    const { body } = await received();
    const kinds = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, kinds(part)]))
        : typeof value;
    expect(kinds(JSON.parse(shown))).toEqual(kinds(JSON.parse(body)));
    expect(JSON.parse(shown)).toHaveProperty('data.link', JSON.parse(body).data.link);
  });

  test('is verified by the code of the page, and not if anything in it was changed', async () => {
    const { body, headers } = await received();
    const [code = ''] = blocksOf('js');
    const verify = (raw: string) =>
      run(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `${code}\nconst [raw, headers] = process.argv.slice(1);\nconsole.log(verified(raw, JSON.parse(headers)).type);`,
          raw,
          JSON.stringify(headers),
        ],
        {
          cwd: fileURLToPath(new URL('..', docs)),
          env: { PATH: process.env['PATH'], SECRET: secret },
        },
      );
    await expect(verify(body)).resolves.toMatchObject({ stdout: `${notice.type}\n` });
    await expect(verify(body.replace('E10023', 'E10024'))).rejects.toThrow('No matching signature');
  });
});

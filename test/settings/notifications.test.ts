import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { expect, test } from 'vitest';
import { noticeTypes } from '../../src/domain/notice.ts';
import { SettingsError } from '../../src/settings/fault.ts';
import { loadSettings } from '../../src/settings/load-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'notifications-'));

const secret = (length: number, fill = 1) =>
  `whsec_${Buffer.alloc(length, fill).toString('base64')}`;

const url = 'https://hooks.example.com/offboarding';

/** The section as a file that holds nothing else, beside what every process needs. */
function load(section: unknown, HOOK_SECRETS = secret(32)) {
  const file = join(directory, 'offboarding.yaml');
  writeFileSync(
    file,
    typeof section === 'string' ? section : stringify({ notifications: section }),
  );
  const env = {
    HUAWEICLOUD_SDK_REGION: 'eu-west-101',
    HUAWEICLOUD_SDK_PROJECT_ID: 'p1',
    HUAWEICLOUD_SDK_AK: 'AK',
    HUAWEICLOUD_SDK_SK: 'the-secret-key',
    HOOK_SECRETS,
  };
  return loadSettings({ file, env }).notifications;
}

function faultOf(section: unknown, secrets?: string): string {
  try {
    load(section, secrets);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('The settings were accepted.');
}

test('without the section, or with an empty one, nobody is told', () => {
  expect(load(null)).toBeUndefined();
  expect(load('worker:\n  timeZone: UTC\n')).toBeUndefined();
});

test('a URL and a secret are enough, and all notices are sent', () => {
  expect(load({ url, secretsEnv: 'HOOK_SECRETS' })).toEqual({
    url,
    secrets: [expect.anything()],
    allowPrivate: false,
    timeoutMs: 10_000,
    events: noticeTypes,
  });
});

test.each([',', ' ', ', ', '\n'])('several secrets may be parted by %j', (comma) => {
  const [one, two] = [secret(24), secret(64, 2)];
  const loaded = load({ url, secretsEnv: 'HOOK_SECRETS' }, `${one}${comma}${two}`);
  expect(loaded?.secrets.map((each) => each.reveal())).toEqual([one, two]);
});

test('secrets may be in a file, one a line', () => {
  writeFileSync(join(directory, 'secrets'), `${secret(32)}\n${secret(32, 2)}\n`);
  expect(load({ url, secretsFile: 'secrets' })?.secrets).toHaveLength(2);
});

test.each([
  ['too short', secret(23)],
  ['too long', secret(65)],
  ['without whsec_', Buffer.alloc(32).toString('base64')],
  ['not base64', 'whsec_not!base64not!base64not!base64not!'],
  ['cut off', secret(32).slice(0, -1)],
  ['only commas', ','],
])('a secret that is %s is refused, and not repeated', (_, value) => {
  const fault = faultOf({ url, secretsEnv: 'HOOK_SECRETS' }, value);
  expect(fault).toMatch(/notifications\.secretsEnv must hold whsec_ and 24 to 64 bytes in base64/);
  if (value !== ',') expect(fault).not.toContain(value.slice(8));
});

test('the one bad secret of several is named by its number', () => {
  const secrets = `${secret(32)},${secret(8)}`;
  expect(faultOf({ url, secretsEnv: 'HOOK_SECRETS' }, secrets)).toContain('secret 2 of 2');
});

test.each([
  [{ url }, 'notifications.secretsEnv is missing'],
  [{ secretsEnv: 'HOOK_SECRETS' }, 'notifications.url is missing'],
  [{ url, secretsEnv: 'NOBODY_SET_THIS' }, 'names an environment variable that is not set'],
  [{ url: 'hooks.example.com', secretsEnv: 'HOOK_SECRETS' }, 'notifications.url must be a URL'],
  [{ url: 'ftp://example.com', secretsEnv: 'HOOK_SECRETS' }, 'notifications.url must be a URL'],
  [{ url: 'http://hooks.example.com', secretsEnv: 'HOOK_SECRETS' }, 'must begin with https://'],
  [{ url: 'https://a:b@example.com', secretsEnv: 'HOOK_SECRETS' }, 'must have neither a user nor'],
  [{ url, secretsEnv: 'HOOK_SECRETS', events: ['case.eaten'] }, 'notifications.events[0] must be'],
  [{ url, secretsEnv: 'HOOK_SECRETS', timeout: '25 s' }, 'notifications.timeout must be at most'],
  [{ url, secretEnv: 'HOOK_SECRETS' }, 'Did you mean secretsEnv?'],
])('%j is refused in a sentence', (section, sentence) => {
  expect(faultOf(section)).toContain(sentence);
});

test('plain http takes a word that the receiver is in a private network', () => {
  const section = { url: 'http://10.0.0.7/hook', secretsEnv: 'HOOK_SECRETS', allowPrivate: true };
  expect(load(section)).toMatchObject({ url: 'http://10.0.0.7/hook', allowPrivate: true });
});

test('the section of the example file, without its comment signs, holds every key with its default', () => {
  const example = readFileSync('offboarding.example.yaml', 'utf8');
  const [, commented = ''] = /^# (notifications:\n(?:#   .+\n)+)/m.exec(example) ?? [];
  const section = commented.replaceAll(/^# /gm, '');
  expect(load(section)).toEqual({
    ...load({ url, secretsEnv: 'HOOK_SECRETS' }),
    webUi: 'https://temporal.example.com',
  });
});

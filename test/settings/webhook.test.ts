import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { parse, stringify } from 'yaml';
import { expect, test } from 'vitest';
import { SettingsError } from '../../src/settings/fault.ts';
import { loadSettings, loadWebhookSettings } from '../../src/settings/load-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'webhook-settings-'));
const write = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

const secret = (letter: string) => `whsec_${Buffer.from(letter.repeat(24)).toString('base64')}`;
const [a, b, c] = [secret('a'), secret('b'), secret('c')];

const load = (env: NodeJS.ProcessEnv, content: object = {}) =>
  loadWebhookSettings({ file: write('offboarding.yaml', stringify(content)), env });

const held = (all: ReadonlyMap<string, readonly { reveal(): string }[]>) =>
  Object.fromEntries([...all].map(([name, some]) => [name, some.map((one) => one.reveal())]));

const faultsOf = (env: NodeJS.ProcessEnv, content?: object): string => {
  try {
    load(env, content);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('The settings were accepted.');
};

test('one secret is all that the webhook needs, and its sender is called hr', () => {
  const { webhook, projects } = load({ OFFBOARDING_WEBHOOK_SECRETS: a });
  expect(held(webhook.secrets)).toEqual({ hr: [a] });
  expect(webhook).toMatchObject({
    listen: { host: '127.0.0.1', port: 8080 },
    maxNewCases: 20,
    rateLimit: 120,
    scimRateLimit: 1_500,
    scimKind: 'voluntary',
  });
  expect(projects).toEqual([]);
});

test('several senders have several secrets each', () => {
  const { webhook } = load({ OFFBOARDING_WEBHOOK_SECRETS: `hr=${a},${b}; payroll = ${c}` });
  expect(held(webhook.secrets)).toEqual({ hr: [a, b], payroll: [c] });
});

test('a file may hold them, a sender a line, with remarks', () => {
  const file = write('secrets', `# rotated yearly\nhr=${a}\n\npayroll=${b}\n`);
  const byVariable = load({ OFFBOARDING_WEBHOOK_SECRETS_FILE: file });
  const bySettings = load({}, { webhook: { secretsFile: 'secrets' } });
  for (const { webhook } of [byVariable, bySettings]) {
    expect(held(webhook.secrets)).toEqual({ hr: [a], payroll: [b] });
  }
});

test('a variable replaces what the settings file names', () => {
  const { webhook } = load(
    { OFFBOARDING_WEBHOOK_SECRETS: a, OFFBOARDING_WEBHOOK_LISTEN: '0.0.0.0:9000' },
    { webhook: { secretsFile: 'not-there', listen: '127.0.0.1:1' } },
  );
  expect(held(webhook.secrets)).toEqual({ hr: [a] });
  expect(webhook.listen).toEqual({ host: '0.0.0.0', port: 9000 });
});

test('identity providers need a project, whose users they see', () => {
  const scim = { OFFBOARDING_WEBHOOK_SCIM_TOKENS: `okta=${'t'.repeat(32)}` };
  expect(faultsOf(scim)).toContain('projects must name a project');
  const connection = {
    HUAWEICLOUD_SDK_REGION: 'eu-west-101',
    HUAWEICLOUD_SDK_PROJECT_ID: 'p1',
    HUAWEICLOUD_SDK_AK: 'AK',
    HUAWEICLOUD_SDK_SK: 'SK',
  };
  expect(load({ ...scim, ...connection }).projects).toHaveLength(1);
});

test.for([
  ['no sender at all', {}, /webhook\.secretsEnv is missing.*hr=whsec_/],
  ['a secret that is too short', { SECRETS: 'whsec_c2hvcnQ=' }, /24 to 64 bytes.*for hr/],
  ['a sender without a secret', { SECRETS: 'hr=' }, /must name senders/],
  ['a name that cannot be a sender', { SECRETS: `H R=${a}` }, /must name senders/],
  ['the command line as a sender', { SECRETS: `cli=${a}` }, /names a sender cli/],
  ['a sender twice', { SECRETS: `hr=${a};hr=${b}` }, /names hr twice/],
  ['one secret of two senders', { SECRETS: `hr=${a};payroll=${a}` }, /holds the same text twice/],
  ['a token that can be guessed', { SECRETS: a, READ_TOKENS: 'hr=letmein' }, /24 to 512/],
  ['a file that is not there', { SECRETS_FILE: '/not/there' }, /cannot be read \(ENOENT\)/],
  [
    'both ways at once',
    { SECRETS: a, SECRETS_FILE: write('one', `hr=${b}`) },
    /Keep one of the two/,
  ],
  [
    'an address without a port',
    { SECRETS: a, LISTEN: 'localhost' },
    /WEBHOOK_LISTEN must be host:port/,
  ],
] as const)('%s is refused with its variable and the remedy', ([, given, says]) => {
  const env = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [`OFFBOARDING_WEBHOOK_${name}`, value]),
  );
  const message = faultsOf(env);
  expect(message).toMatch(says);
  if (Object.keys(given).length > 0) expect(message).toContain('OFFBOARDING_WEBHOOK_');
});

test('a typing error in the section is found', () => {
  const env = { OFFBOARDING_WEBHOOK_SECRETS: a };
  expect(faultsOf(env, { webhook: { maxNewCase: 3 } })).toContain('Did you mean maxNewCases?');
});

test('no fault and no printed settings show a secret', () => {
  const wrong = `whsec_${'x'.repeat(7)}`;
  expect(faultsOf({ OFFBOARDING_WEBHOOK_SECRETS: `hr=${wrong}` })).not.toContain(wrong);
  expect(inspect(load({ OFFBOARDING_WEBHOOK_SECRETS: a }), { depth: 9 })).not.toContain(a);
});

test('the worker minds neither the section nor the secrets of the webhook', () => {
  const settings = loadSettings({
    file: write('offboarding.yaml', stringify({ webhook: { secretsEnv: 'NOT_SET' } })),
    env: {
      HUAWEICLOUD_SDK_REGION: 'eu-west-101',
      HUAWEICLOUD_SDK_PROJECT_ID: 'p1',
      HUAWEICLOUD_SDK_AK: 'AK',
      HUAWEICLOUD_SDK_SK: 'SK',
    },
  });
  expect(settings).not.toHaveProperty('webhook');
});

test('the example file says what the defaults are, and leaves no setting out', () => {
  const file = 'offboarding.example.yaml';
  const env = { OFFBOARDING_WEBHOOK_SECRETS: a };
  const { webhook } = loadWebhookSettings({ file, env });
  expect(webhook).toEqual(load(env).webhook);
  // Whom nobody has a token for is not named.
  const uncommented = readFileSync(file, 'utf8').replaceAll(/^ {2}# (\w+TokensEnv:)/gm, '  $1');
  const given = parse(uncommented) as { webhook: object };
  const keys = Object.keys(given.webhook).map((key) => key.replace(/Env$/, ''));
  expect(keys.toSorted()).toEqual(Object.keys(webhook).toSorted());
});

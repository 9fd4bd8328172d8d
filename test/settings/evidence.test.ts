import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadEvidenceSettings } from '../../src/settings/load-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'settings-'));

const load = (content: unknown, env: NodeJS.ProcessEnv = {}) => {
  const file = join(directory, 'offboarding.yaml');
  writeFileSync(file, typeof content === 'string' ? content : stringify(content));
  return loadEvidenceSettings({ file, env });
};

const bucket = (more: object = {}) => ({
  evidence: { s3: { bucket: 'evidence', region: 'eu-central-1', ...more } },
});

test('names are kept for a year, in a directory beside the settings file', () => {
  expect(load({})).toEqual({
    directory: join(directory, 'evidence'),
    s3: undefined,
    keepNamesMs: 365 * 86_400_000,
  });
});

test('a bucket needs a name and a region; the machine signs in as it can', () => {
  expect(load(bucket()).s3).toEqual({
    bucket: 'evidence',
    region: 'eu-central-1',
    prefix: 'offboarding/',
    forcePathStyle: false,
  });
});

test('the bucket of the example file is one, if its comment is lifted', () => {
  const example = readFileSync('offboarding.example.yaml', 'utf8');
  const [lines = ''] = /^ {2}# s3:\n(?: {2}# {3}.*\n)+/m.exec(example) ?? [];
  const { s3 } = load(`evidence:\n${lines.replaceAll(/^ {2}# /gm, '  ')}`, {
    EXAMPLE_SECRET_KEY: 'the-secret-key',
  });
  expect(s3).toMatchObject({
    bucket: 'offboarding-evidence',
    endpoint: 'https://s3.eu-central-1.amazonaws.com',
    credentials: { accessKey: 'EXAMPLEACCESSKEY' },
    objectLock: { mode: 'COMPLIANCE', days: 3650 },
  });
  expect(s3?.credentials?.secretKey.reveal()).toBe('the-secret-key');
  expect(JSON.stringify(s3)).not.toContain('the-secret-key');
});

test.for<[string, object, string]>([
  ['a key without its secret', { accessKey: 'AK' }, 's3.secretKeyEnv is missing'],
  ['a secret without its key', { secretKeyEnv: 'PATH' }, 's3.accessKey is missing'],
  ['a prefix that leads elsewhere', { prefix: '../a' }, 's3.prefix must be words'],
  ['a name that no bucket has', { bucket: 'Évidence' }, 's3.bucket must be the name of a bucket'],
  [
    'an endpoint that others can listen to',
    { endpoint: 'http://s3.example.org' },
    's3.endpoint must begin with https',
  ],
  [
    'a lock without a time',
    { objectLock: { mode: 'GOVERNANCE' } },
    's3.objectLock.days is missing',
  ],
])('a bucket with %s is refused', ([, more, fault]) => {
  expect(() => load(bucket(more), { PATH: 'any' })).toThrow(fault);
});

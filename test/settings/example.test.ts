import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { loadSettings } from '../../src/settings/load-settings.ts';

const file = 'offboarding.example.yaml';

const example = loadSettings({ file, env: { EXAMPLE_SECRET_KEY: 'any' } });

const defaults = loadSettings({
  env: {
    HUAWEICLOUD_SDK_REGION: 'eu-west-101',
    HUAWEICLOUD_SDK_PROJECT_ID: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
    HUAWEICLOUD_SDK_AK: 'EXAMPLEACCESSKEY',
    HUAWEICLOUD_SDK_SK: 'any',
  },
});

test('the example file says what the defaults are', () => {
  expect(example).toEqual(defaults);
});

test('the example file leaves no setting out', () => {
  const inFile = keysIn(parse(readFileSync(file, 'utf8')));
  const ofSettings = [...keysIn(defaults)]
    // Levels and parts that the file writes in another way.
    .filter((key) => !['rules', 'host', 'port', 'kind', 'secretKey'].includes(key))
    .map((key) => key.replace(/Ms$/, ''));
  expect(ofSettings.filter((key) => !inFile.has(key))).toEqual([]);
});

test('evidence goes to a directory beside the settings file, or beside the process without one', () => {
  expect(defaults.evidence.directory).toBe(resolve('evidence'));
  expect(example.evidence.directory).toBe(resolve('evidence'));
});

/** Names of all keys at any depth. */
const keysIn = (value: unknown): ReadonlySet<string> => {
  if (typeof value !== 'object' || value === null) return new Set();
  const here = Array.isArray(value) ? [] : Object.keys(value);
  return new Set([...here, ...Object.values(value).flatMap((part) => [...keysIn(part)])]);
};

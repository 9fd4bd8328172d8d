import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SettingsError } from '../../src/settings/fault.ts';
import { loadSettings } from '../../src/settings/load-settings.ts';

const file = join(mkdtempSync(join(tmpdir(), 'clean-up-')), 'offboarding.yaml');

function load(section: string) {
  writeFileSync(file, `cleanUp:\n  ${section}\n`);
  const env = {
    HUAWEICLOUD_SDK_REGION: 'eu-west-101',
    HUAWEICLOUD_SDK_PROJECT_ID: 'p1',
    HUAWEICLOUD_SDK_AK: 'AK',
    HUAWEICLOUD_SDK_SK: 'the-secret-key',
  };
  return loadSettings({ file, env }).cleanUp;
}

test('a share is written in per cent, or as a number', () => {
  expect(load('maxShare: 2.5%')).toMatchObject({ maxShare: 0.025, dailyShare: 0.2 });
  expect(load('dailyShare: 0.5')).toMatchObject({ maxShare: 0.1, dailyShare: 0.5 });
});

test.each([
  ['maxShare: 0%', 'must be a share'],
  ['maxShare: 101%', 'must be a share'],
  ['maxShare: -1%', 'must be a share'],
  ['maxShare: 10', 'must be a share'],
  ['dailyShare: much', 'must be a share'],
  ['maxDesktops: 0', 'must be at least 1'],
  ['dailyDesktops: 1.5', 'must be a whole number'],
  ['waveSize: 101', 'must be at most 100'],
  ['maxShares: 10%', 'is not a setting'],
])('%s is refused with its line', (section, problem) => {
  const key = `cleanUp.${section.split(':')[0]}`;
  try {
    load(section);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    expect(error.faults).toMatchObject([{ key, problem }]);
    expect(error.message).toContain(`${file}:2`);
    return;
  }
  throw new Error('It was accepted.');
});

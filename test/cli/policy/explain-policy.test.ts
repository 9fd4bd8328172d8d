import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { explainPolicy } from '../../../src/cli/policy/explain-policy.ts';
import { loadSettings } from '../../../src/settings/load-settings.ts';
import { policy } from '../../domain/clean-up/estate.ts';
import { desktop } from '../../support/estate.ts';
import { startSimulator } from '../../support/simulator.ts';

test('each desktop is told with its computer name, by which one can be asked for as well', async () => {
  const simulator = await startSimulator({
    estate: {
      desktops: [
        desktop('d-1', { computer_name: 'LAB-07' }),
        desktop('d-2', { computer_name: 'tmp-2' }),
      ],
    },
  });
  const directory = mkdtempSync(join(tmpdir(), 'explain-'));
  onTestFinished(async () => {
    await simulator.stop();
    rmSync(directory, { recursive: true });
  });
  const { project } = simulator;
  const settings = {
    ...loadSettings({
      env: {
        HUAWEICLOUD_SDK_PROJECT_ID: project.projectId,
        HUAWEICLOUD_SDK_REGION: 'eu-west-101',
        HUAWEICLOUD_SDK_AK: 'AK',
        HUAWEICLOUD_SDK_SK: 'SK',
        OFFBOARDING_EVIDENCE_DIR: directory,
      },
    }),
    projects: [project],
  };
  const content = policy({ names: ['tmp-*'] }, { exclude: { names: ['kiosk-*'] } });

  const whole = await explainPolicy(content, settings, {});
  expect(whole.inWords.join('\n')).toMatch(/\nDESKTOP +NAME +WHY\nd-1 +LAB-07 +Not selected: /);
  expect(whole.warnings).toEqual(['exclude.names: kiosk-* matches none of 2 desktops.']);

  const one = await explainPolicy(content, settings, { desktop: 'lab-07' });
  expect(one.data).toMatchObject({ desktops: [{ desktopId: 'd-1', computerName: 'LAB-07' }] });
  await expect(explainPolicy(content, settings, { desktop: 'lab-08' })).rejects.toThrow(
    'Project simulated has no desktop lab-08.',
  );
});

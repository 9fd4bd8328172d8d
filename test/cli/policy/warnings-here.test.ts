import { expect, test } from 'vitest';
import { warningsHere } from '../../../src/cli/policy/warnings-here.ts';
import { defaultLimits } from '../../../src/domain/clean-up/blast-radius.ts';
import { desktop, policy } from '../../domain/clean-up/estate.ts';

const estate = [
  desktop({ desktopId: 'd-1', tags: { env: 'test' } }, { computerName: 'LAB-1' }),
  desktop({ desktopId: 'd-2', tags: { keep: 'x' } }, { computerName: 'build-7' }),
];

test('warns of every pattern, tag and desktop to keep that none of the estate is', () => {
  const exclude = {
    names: ['lab-*', 'kiosk-*'],
    tags: { keep: '', env: 'prod', 'offboarding:keep': '' },
    desktops: ['D-2', 'lab-1', 'lab-07'],
  };
  expect(warningsHere(policy({ owner: 'none' }, { exclude }), estate, defaultLimits)).toEqual([
    'exclude.names: kiosk-* matches none of 2 desktops.',
    'exclude.tags: none of 2 desktops carries env = "prod".',
    'exclude.tags: none of 2 desktops carries offboarding:keep.',
    'exclude.desktops: lab-07 is none of 2 desktops.',
  ]);
});

test('warns of limits that are wider than those of the settings, which hold', () => {
  const limits = { maxDesktops: 5_000, maxShare: 0.1, maxChange: 0.5 };
  expect(warningsHere(policy({ owner: 'none' }, { limits }), estate, defaultLimits)).toEqual([
    'limits.maxDesktops is 5,000 desktops, and the settings here allow 1,000 desktops: that holds.',
    'limits.maxChange is 50 %, and the settings here allow 20 %: that holds.',
  ]);
});

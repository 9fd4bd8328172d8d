import { expect, test } from 'vitest';
import { reasonToKeep } from '../../../src/activities/plan/reason-to-keep.ts';

const keep = {
  tags: ['offboarding:keep'],
  protectUntilTag: 'protect',
  desktops: [],
  users: [],
  names: ['build-*', 'lab-{1,2}', '[!a-z]*'],
};

const candidate = {
  desktopId: 'd-1',
  userId: 'u-1',
  computerName: 'mia-laptop',
  tags: {},
};

const when = { dueAt: '2031-01-31T18:00:00.000Z', timeZone: 'Europe/Berlin' };

test.each([
  ['2031-01-31', 'Kept: it is protected until 2031-01-31T23:00:00.000Z.'],
  ['2031-01-30', undefined],
  ['2031-01-31T18:00:00Z', undefined],
  ['2031-01-31T18:00:01Z', 'Kept: it is protected until 2031-01-31T18:00:01.000Z.'],
  ['2031-01-31T19:30:00+02:00', undefined],
  [' 2031-12-31 ', 'Kept: it is protected until 2031-12-31T23:00:00.000Z.'],
  // Nobody can tell which day or hour that is, so nothing is deleted for it.
  ['2031-02-30', 'Kept: its tag protect holds no date.'],
  ['2031-01-31T18:00', 'Kept: its tag protect holds no date.'],
  ['31.01.2031', 'Kept: its tag protect holds no date.'],
  ['', 'Kept: its tag protect holds no date.'],
])(
  'a desktop that is protected until %j, and due at 18:00 UTC of the 31st: %s',
  (until, reason) => {
    expect(reasonToKeep(keep, when)({ ...candidate, tags: { protect: until } })).toBe(reason);
  },
);

test.each([
  ['BUILD-7', 'Kept: its computer name matches build-*.'],
  ['lab-2', 'Kept: its computer name matches lab-{1,2}.'],
  ['lab-3', undefined],
  ['7-of-9', 'Kept: its computer name matches [!a-z]*.'],
  ['rebuild-7', undefined],
])('a desktop called %s: %s', (computerName, reason) => {
  expect(reasonToKeep(keep, when)({ ...candidate, computerName })).toBe(reason);
});

test('a key that every object has is no tag', () => {
  const all = { ...keep, tags: ['constructor'], protectUntilTag: 'toString' };
  expect(reasonToKeep(all, when)(candidate)).toBeUndefined();
});

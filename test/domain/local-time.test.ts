import { expect, test } from 'vitest';
import { knownZone, localTime } from '../../src/domain/local-time.ts';

const noon = '2030-01-31T12:00:00.123Z';

test.for([
  ['UTC', '2030-01-31 12:00:00'],
  ['Asia/Kolkata', '2030-01-31 17:30:00'],
  ['America/New_York', '2030-01-31 07:00:00'],
] as const)('is told as people of %s read it', ([timeZone, told]) => {
  expect(localTime(noon, timeZone)).toBe(told);
  expect(knownZone(timeZone)).toBe(timeZone);
});

test('a zone that this machine does not know is UTC, and is called so', () => {
  expect(knownZone('Mars/Olympus')).toBe('UTC');
  expect(localTime(noon, 'Mars/Olympus')).toBe('2030-01-31 12:00:00');
});

import { expect, test } from 'vitest';
import { cleanUpDetails } from '../../../src/domain/clean-up/details.ts';
import { cleanUpStatus } from '../../evidence/documents.ts';

test('the details of a clean-up count one as people do', () => {
  const exclusions = [{ desktopId: 'd-1', reason: 'Needed.' }];
  const text = cleanUpDetails(cleanUpStatus({ exclusions, perMinute: 1 }));
  expect(text).toContain('Taken out by operators: 1 desktop.');
  expect(text).toContain('1 desktop a minute.');
});

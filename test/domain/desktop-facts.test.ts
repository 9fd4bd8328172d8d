import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { presence } from '../../src/domain/desktop-facts.ts';

test.for([
  ['ACTIVE', '', 'present'],
  ['SHUTOFF', 'POWERING-ON', 'present'],
  ['ERROR', '', 'present'],
  ['SOMETHING-NEW', '', 'present'],
  ['DELETED-SOON', '', 'present'],
  ['DELETED', '', 'deleted'],
  // Regions may leave the last task's mark on a desktop that is gone.
  ['DELETED', 'DELETING', 'deleted'],
  ['DELETED', 'DELETEFAILED', 'deleted'],
  ['DELETING', '', 'deleting'],
  ['ACTIVE', 'DELETING', 'deleting'],
  ['', '', 'deleting'],
  ['', 'DELETING', 'deleting'],
  ['ACTIVE', 'DELETEFAILED', 'delete-failed'],
  ['ERROR', 'DELETEFAILED', 'delete-failed'],
  ['', 'DELETEFAILED', 'delete-failed'],
  ['DELETING', 'DELETEFAILED', 'delete-failed'],
] as const)('status %s with task %s is %s', ([status, taskStatus, expected]) => {
  expect(presence({ status, taskStatus })).toBe(expected);
});

test('only the word DELETED is taken for gone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (status, taskStatus) => {
      fc.pre(status !== 'DELETED');
      expect(presence({ status, taskStatus })).not.toBe('deleted');
    }),
  );
});

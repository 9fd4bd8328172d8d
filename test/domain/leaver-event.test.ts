import * as v from 'valibot';
import { expect, test } from 'vitest';
import { leaverEventSchema } from '../../src/domain/leaver-event.ts';
import { faultsIn } from '../../src/domain/verbs.ts';

const faults = (effectiveAt: string) => {
  const parsed = v.safeParse(leaverEventSchema, {
    id: 'event-1',
    timestamp: '2030-01-01T00:00:00Z',
    type: 'leaver.opened',
    data: { personId: 'E1', userName: 'u', effectiveAt, kind: 'voluntary', requestedBy: 'HR' },
  });
  return parsed.success ? '' : faultsIn(parsed.issues);
};

test('a leave begins in a year that every store of searches can keep', () => {
  for (const year of ['1999', '2200', '9999']) {
    expect(faults(`${year}-12-31T23:59:59Z`)).toBe(
      'data.effectiveAt must be in the years 2000 to 2199',
    );
  }
  for (const year of ['2000', '2199']) expect(faults(`${year}-06-01T00:00:00+02:00`)).toBe('');
});

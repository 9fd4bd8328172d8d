import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { offboardDesktopInputSchema } from '../../src/domain/order.ts';

const order = { desktopId: 'desktop-1', expectedOwner: 'user-1' };
const faults = (input: unknown): string => {
  const parsed = v.safeParse(offboardDesktopInputSchema, input);
  return parsed.success ? '' : v.summarize(parsed.issues);
};

test('the smallest order is destructive in nothing but the desktop', () => {
  expect(v.parse(offboardDesktopInputSchema, order)).toEqual({
    ...order,
    deleteUsers: false,
    emailNotification: false,
    isForceDelete: true,
    dryRun: false,
    awaitGo: false,
  });
});

test('what the order says stands', () => {
  const full = {
    desktopId: '2b31ed52-0c1d-4c1e-8a43-1ed520a1b2c3',
    expectedOwner: null,
    deleteUsers: true,
    emailNotification: true,
    isForceDelete: false,
    project: 'cn-north-4',
    dryRun: true,
    awaitGo: false,
  };
  expect(v.parse(offboardDesktopInputSchema, full)).toEqual(full);
});

describe('a bad order is refused by a sentence that names the field', () => {
  test.for<[field: string, input: unknown]>([
    ['expectedOwner', { desktopId: 'd' }],
    ['expectedOwner', { desktopId: 'd', expectedOwner: undefined }],
    ['expectedOwner', { ...order, expectedOwner: '' }],
    ['expectedOwner', { ...order, expectedOwner: 7 }],
    ['desktopId', { expectedOwner: 'u' }],
    ['desktopId', { ...order, desktopId: '' }],
    ['desktopId', { ...order, desktopId: ['d'] }],
    ['deleteUsers', { ...order, deleteUsers: 'true' }],
    ['emailNotification', { ...order, emailNotification: 1 }],
    ['isForceDelete', { ...order, isForceDelete: null }],
    ['dryRun', { ...order, dryRun: 'yes' }],
    ['project', { ...order, project: '' }],
    ['project', { ...order, project: 'p'.repeat(65) }],
    // A typing error must not fall back to the default in silence.
    ['dryrun', { ...order, dryrun: true }],
    ['policy', { ...order, policy: {} }],
  ])('%s: %o', ([field, input]) => expect(faults(input)).toContain(field));

  test.for([undefined, null, 'desktop-1', 7, [], [order]])('no order at all: %o', (input) => {
    expect(faults(input)).not.toBe('');
  });
});

describe('an id that could leave its place in a URL or a path is refused', () => {
  test.for([
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    'a%2Fb',
    'a?b',
    'a#b',
    'a b',
    'a.json',
    '-a',
    '_a',
    'a\n',
    'a\0',
    'ａ',
    'x'.repeat(256),
  ])('%o', (id) => {
    expect(faults({ ...order, desktopId: id })).toContain('desktopId');
    expect(faults({ ...order, expectedOwner: id })).toContain('userId');
  });

  test('and one that is accepted means the same in a URL', () => {
    const unit = fc.constantFrom(...'aZ9-_./\\%?#:@&; é');
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 3 }), (id) => {
        fc.pre(faults({ ...order, desktopId: id }) === '');
        expect(new URL(`http://h/desktops/${id}/x`).pathname).toBe(`/desktops/${id}/x`);
      }),
    );
  });
});

import { expect, test } from 'vitest';
import { confirm } from '../../src/cli/confirm.ts';

const policies = { what: 'list of policies', id: 'idle-60-days,gone-owners', toDo: 'delete them' };

test.for(['idle-60-days,gone-owners', 'gone-owners,idle-60-days', ' Gone-Owners, idle-60-days '])(
  'several names are confirmed in any order: %j',
  (typed) => expect(confirm(policies, typed)).resolves.toBeUndefined(),
);

test.for(['idle-60-days', 'idle-60-days,gone-owners,another', 'idle-60-days,idle-60-days', ''])(
  'but all of them and no other: %j',
  (typed) =>
    expect(confirm(policies, typed)).rejects.toThrow(
      'the list of policies is idle-60-days,gone-owners. Nothing was done.',
    ),
);

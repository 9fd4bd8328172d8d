import { describe, expect, test } from 'vitest';
import type { Eligibility } from '../../../src/domain/clean-up/eligibility.ts';
import type { Signs } from '../../../src/domain/clean-up/lapsed.ts';
import { lapsed } from '../../../src/domain/clean-up/lapsed.ts';

const planned = '2026-03-01T12:00:00.000Z';
const at = (time: string) => Date.parse(`2026-03-01T${time}Z`);

const signs = (more: Partial<Signs> = {}): Signs => ({
  facts: { status: 'ACTIVE', loginStatus: 'DISCONNECTED', tags: { env: 'test' } },
  lastLogin: undefined,
  ownerIsMissing: true,
  ...more,
});
const facts = (status: string, loginStatus = 'UNREGISTER', tags = {}) => ({
  facts: { status, loginStatus, tags },
});

describe('a desktop no longer qualifies', () => {
  test.for<[string, Eligibility, Partial<Signs>, RegExp]>([
    ['somebody is connected', { noLoginSince: planned }, facts('ACTIVE', 'CONNECTED'), /connected/],
    ['somebody logged in', { noLoginSince: planned }, { lastLogin: at('12:00:00') }, /logged in/],
    [
      'its owner may be there',
      { ownerMissing: true },
      { ownerIsMissing: false },
      /user may exist again/,
    ],
    ['it has another status', { status: ['ERROR'] }, facts('ACTIVE'), /ACTIVE by now/],
    ['its tag has another value', { tags: { env: 'prod' } }, {}, /the tag env/],
    ['its tag is gone', { tags: { team: '' } }, {}, /the tag team/],
    [
      'its tag has a value that keeps it',
      { withoutTags: { env: 'test' } },
      {},
      /excludes the tag env/,
    ],
    ['its status is not known', { status: ['ERROR'] }, facts(''), /not known/],
  ])('%s', ([, onlyIf, more, reason]) => expect(lapsed(onlyIf, signs(more))).toMatch(reason));
});

describe('a desktop still qualifies', () => {
  test.for<[string, Eligibility, Partial<Signs>]>([
    ['nothing is asked of it', {}, { ...facts('ACTIVE', 'CONNECTED'), ownerIsMissing: false }],
    ['the last login is older', { noLoginSince: planned }, { lastLogin: at('11:59:59') }],
    ['its owner is missing', { ownerMissing: true }, {}],
    ['its owner need not be missing', { ownerMissing: false }, { ownerIsMissing: false }],
    ['it carries its tags', { tags: { env: 'test' } }, {}],
    ['it carries its tag, whatever the value', { tags: { env: '' } }, {}],
    ['its tag has another value than one that keeps it', { withoutTags: { env: 'prod' } }, {}],
    ['it has one of the statuses', { status: ['SHUTOFF', 'ERROR'] }, facts('ERROR')],
  ])('%s', ([, onlyIf, more]) => expect(lapsed(onlyIf, signs(more))).toBeUndefined());
});

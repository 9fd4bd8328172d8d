import { describe, expect, test } from 'vitest';
import type { ApprovalTerms } from '../../src/domain/approval.ts';
import { approvalRefusal, loginRefusal } from '../../src/domain/approval.ts';

const digest = 'a'.repeat(64);
const given = [{ approver: 'Ann', at: '2030-01-01T00:00:00.000Z', digest, identity: 'ann@host' }];

const terms = (more: Partial<ApprovalTerms> = {}): ApprovalTerms => ({
  digest,
  changesSince: () => undefined,
  requestedBy: ['Requester Roe'],
  approvers: [],
  given: [],
  ...more,
});

describe('an approval is refused', () => {
  test.for<[string, string, Partial<ApprovalTerms>, string]>([
    ['of whoever asked', 'Requester Roe', {}, 'whoever asked for the case'],
    ['in other letters and spaces', ' requester\u00a0 ROE', {}, 'whoever asked for the case'],
    ['of somebody else than the settings name', 'Bo', { approvers: ['Ann'] }, 'not among those'],
    ['of somebody who has given one', 'ann', { given }, 'has approved this plan already'],
  ])('%s', ([, approver, more, why]) => {
    const refusal = approvalRefusal({ digest, approver }, terms(more));
    expect(refusal).toContain(why);
    expect(refusal).not.toMatch(/\bRoe\b|\bAnn\b|\bBo\b/i);
  });

  test('of a plan that never was', () => {
    const refusal = approvalRefusal({ digest: 'b'.repeat(64), approver: 'Bo' }, terms());
    expect(refusal).toContain('no plan of this run has the digest bbbbbbbbbbbb…');
  });

  test('of an earlier plan, saying what has changed', () => {
    const changesSince = () => ['Desktop d-2 is new.'];
    const refusal = approvalRefusal(
      { digest: 'b'.repeat(64), approver: 'Bo' },
      terms({ changesSince }),
    );
    expect(refusal).toBe(
      `the plan has changed since: Desktop d-2 is new. Look at it again; its digest is ${digest}`,
    );
  });
});

test('anybody else may approve', () => {
  expect(approvalRefusal({ digest, approver: 'Bo' }, terms({ given }))).toBeUndefined();
  expect(approvalRefusal({ digest, approver: 'BO' }, terms({ approvers: ['Bo'] }))).toBeUndefined();
});

describe('one login is one approver', () => {
  test('whatever names it gives', () => {
    expect(loginRefusal('ann@host', { given, openedBy: [] })).toContain('under another name');
    expect(loginRefusal('bo@host', { given, openedBy: [] })).toBeUndefined();
  });

  test('and none if it opened the case', () => {
    expect(loginRefusal('hr@host', { given: [], openedBy: ['hr@host'] })).toContain(
      'opened the case',
    );
  });

  test('and two that nobody knows may be the same', () => {
    const unknown = given.map((approval) => ({ ...approval, identity: '' }));
    expect(loginRefusal('', { given: [], openedBy: [''] })).toContain('may be one person');
    expect(loginRefusal('', { given: unknown, openedBy: [] })).toContain('may be one person');
  });
});

import * as v from 'valibot';
import { expect, test } from 'vitest';
import { caseDetails } from '../../src/domain/case-details.ts';
import type { CaseDesktop, CaseStatus } from '../../src/domain/case-result.ts';
import { plannedFacts } from '../../src/domain/planned-facts.ts';
import { possibleCaseVerbs } from '../../src/domain/possible-case-verbs.ts';
import { verbs } from '../../src/domain/verbs.ts';
import { idle } from './desktop.ts';

const digest = 'a'.repeat(64);
const now = Date.parse('2030-01-01T00:00:00.000Z');

const desktop = (nth: number): CaseDesktop => ({
  desktopId: `d-${nth}`,
  project: 'default',
  userId: 'u-1',
  action: 'delete',
  state: 'planned',
  sentence: 'Its run waits to begin.',
});

const status = (more: Partial<CaseStatus> = {}, desktops = [desktop(1)]): CaseStatus => ({
  sender: 'hr',
  personId: 'E1',
  kind: 'voluntary',
  state: 'awaiting-approval',
  sentence: 'Waits for approval.',
  timeZone: 'Europe/Berlin',
  digest,
  approvalsNeeded: 2,
  approvals: [
    { approver: 'Approver Poe', at: '', digest, identity: 'poe@host', comment: 'fine, Poe' },
  ],
  plan: {
    sender: 'hr',
    personId: 'E1',
    kind: 'voluntary',
    effectiveAt: '2030-02-01T00:00:00.000Z',
    dueAt: '2030-03-01T00:00:00.000Z',
    users: [{ project: 'default', userId: 'u-1' }],
    desktops: desktops.map(({ desktopId, project, userId }) => ({
      desktopId,
      project,
      userId,
      action: 'delete',
      facts: plannedFacts(idle),
    })),
    lock: true,
    deleteUsers: true,
    policyDigest: 'p',
  },
  desktops,
  users: [],
  events: [],
  steps: [],
  verbs: [],
  voidedApprovals: [],
  ...more,
});

test('the details show the clock, the plan with its digest, and what there is to do', () => {
  const text = caseDetails(status(), now);
  expect(text).toContain('effective at **2030-02-01 01:00');
  expect(text).toContain('when the user is locked');
  expect(text).toContain('The deletion begins at **2030-03-01 01:00');
  expect(text).toContain(`Plan \`${digest}\`: 1 of 2 approvals.`);
  expect(text).toContain('| d-1');
  expect(text).toContain(`{"digest":"${digest}","approver":"…"}`);
  expect(text).toContain('{"desktopId":"d-1","reason":"…"}');
});

test('each input that the details offer is one that its verb takes, filled in or not', () => {
  const blocks = caseDetails(status(), now).matchAll(/^`(\w+)`: .*\n```json\n(.*)\n```$/gm);
  const offered = new Map([...blocks].map(([, name = '', input = '']) => [name, input]));
  const possible = possibleCaseVerbs(status(), now);
  expect([...offered.keys()].toSorted()).toEqual(possible.toSorted());
  for (const name of possible) {
    const input = offered.get(name) ?? '';
    expect(v.safeParse(verbs[name].schema, JSON.parse(input)).issues, input).toBeUndefined();
  }
});

test('the details name nobody who approved', () => {
  expect(caseDetails(status(), now)).not.toMatch(/Poe|poe|Roe/);
});

test('the details fit into an address, whatever there is to show', () => {
  const desktops = Array.from({ length: 100 }, (_, nth) => ({
    ...desktop(nth),
    sentence: '„😀“ | <b>&'.repeat(50),
  }));
  const event = {
    id: 'e',
    type: 'leaver.opened' as const,
    timestamp: '',
    requestedBy: 'Requester Roe',
    at: '2030-01-01T00:00:00.000Z',
  };
  const verb = { verb: 'hold', via: 'signal' as const, at: event.at, outcome: 'refused' as const };
  const text = caseDetails(
    status(
      {
        ticket: 'ü'.repeat(200),
        sentence: 'é'.repeat(500),
        events: Array.from({ length: 200 }, () => ({ ...event, sentence: 'ß'.repeat(500) })),
        verbs: Array.from({ length: 200 }, () => ({ ...verb, sentence: 'ö'.repeat(500) })),
      },
      desktops,
    ),
    now,
  );
  expect(encodeURIComponent(text).length).toBeLessThan(8_000);
  expect(text).toContain(digest);
  expect(text).toContain('of 100 desktops');
  expect(text).not.toContain('<b>');
});

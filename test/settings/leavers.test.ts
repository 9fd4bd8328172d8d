import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../src/settings/fault.ts';
import { loadSettings } from '../../src/settings/load-settings.ts';
import type { LeaverKind } from '../../src/domain/leaver-event.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { leaverRules } from '../../src/settings/terms-for.ts';

const directory = mkdtempSync(join(tmpdir(), 'leavers-'));

const day = 86_400_000;

const termsFor = (settings: Settings, sender: string, kind: LeaverKind) =>
  leaverRules(settings).termsFor(sender, kind);

const domainOf = (settings: Settings, sender: string) => leaverRules(settings).domainOf(sender);

/** The section as a file that holds nothing else, beside what every process needs. */
function load(leavers: unknown) {
  const file = join(directory, 'offboarding.yaml');
  writeFileSync(file, stringify({ leavers }));
  const env = {
    HUAWEICLOUD_SDK_REGION: 'eu-west-101',
    HUAWEICLOUD_SDK_PROJECT_ID: 'p1',
    HUAWEICLOUD_SDK_AK: 'AK',
    HUAWEICLOUD_SDK_SK: 'the-secret-key',
  };
  return loadSettings({ file, env });
}

function faultsOf(leavers: unknown): string[] {
  try {
    load(leavers);
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.faults.map(({ key, problem }) => `${key} ${problem}`);
    }
    throw error;
  }
  throw new Error('The settings were accepted.');
}

describe('without the section', () => {
  test('a person must approve, nobody is locked, and what is kept is tagged', () => {
    const settings = load(null);
    expect(termsFor(settings, 'hr', 'voluntary')).toEqual({
      approvals: 1,
      approvers: [],
      approvalWithinMs: 14 * day,
      graceMs: 30 * day,
      lock: false,
      noticeMs: day,
      deleteUsers: true,
      memoryMs: 7 * day,
      notifies: false,
    });
    expect(termsFor(settings, 'hr', 'involuntary')).toEqual({
      ...termsFor(settings, 'hr', 'voluntary'),
      graceMs: day,
    });
    expect(settings.leavers.keep).toEqual({
      tags: ['offboarding:keep'],
      protectUntilTag: 'offboarding:protect-until',
      desktops: [],
      users: [],
      names: [],
    });
  });
});

describe('a rule', () => {
  test('holds for both kinds of leave, or for one and leaves the other as it is', () => {
    const settings = load({
      lock: true,
      grace: { involuntary: '0 s' },
      approvals: { voluntary: 0 },
    });
    expect(termsFor(settings, 'hr', 'voluntary')).toMatchObject({
      lock: true,
      graceMs: 30 * day,
      approvals: 0,
    });
    expect(termsFor(settings, 'hr', 'involuntary')).toMatchObject({
      lock: true,
      graceMs: 0,
      approvals: 1,
    });
  });

  test('of a sender comes before that for all, kind by kind, and touches no other sender', () => {
    const settings = load({
      grace: '3 days',
      approvals: 2,
      senders: {
        hr: { domain: 'corp.local', grace: { involuntary: '1 hour' }, deleteUsers: false },
      },
    });
    expect(termsFor(settings, 'hr', 'voluntary')).toMatchObject({
      graceMs: 3 * day,
      approvals: 2,
      deleteUsers: false,
    });
    expect(termsFor(settings, 'hr', 'involuntary').graceMs).toBe(3_600_000);
    expect(termsFor(settings, 'payroll', 'involuntary')).toMatchObject({
      graceMs: 3 * day,
      deleteUsers: true,
    });
    expect([domainOf(settings, 'hr'), domainOf(settings, 'payroll')]).toEqual([
      'corp.local',
      undefined,
    ]);
  });

  test('of a sender that is called like a part of every object is still that for all', () => {
    const settings = load({ approvals: 3 });
    expect(termsFor(settings, 'constructor', 'voluntary').approvals).toBe(3);
    expect(domainOf(settings, 'toString')).toBeUndefined();
  });

  test('may be years long', () => {
    expect(termsFor(load({ grace: '3 years' }), 'hr', 'voluntary').graceMs).toBeGreaterThan(
      1_000 * day,
    );
  });
});

test('tells that somebody is notified, if somebody is', () => {
  const settings = load({});
  expect(termsFor(settings, 'hr', 'voluntary').notifies).toBe(false);
  const notifications = {
    url: 'https://hooks.example.com',
    secrets: [],
    allowPrivate: false,
    timeoutMs: 1_000,
    events: [],
  };
  expect(termsFor({ ...settings, notifications }, 'hr', 'voluntary').notifies).toBe(true);
});

describe('a fault is named with its key:', () => {
  test.each<[unknown, string[]]>([
    ['soon', ['leavers must be a map of keys and values']],
    [{ grase: '1 day' }, ['leavers.grase is not a setting']],
    [{ grace: 30 }, ['leavers.grace must be a duration']],
    [{ grace: { voluntary: '30' } }, ['leavers.grace.voluntary must be a duration']],
    [{ grace: { retired: '30 days' } }, ['leavers.grace.retired is not a setting']],
    [{ grace: '11 years' }, ['leavers.grace must be at most 10 years']],
    [{ approvals: -1 }, ['leavers.approvals must be at least 0']],
    [{ approvals: 1.5 }, ['leavers.approvals must be a whole number']],
    [{ approvals: '1' }, ['leavers.approvals must be a number']],
    [{ approvers: 'Ada' }, ['leavers.approvers must be a list']],
    [{ approvers: [''] }, ['leavers.approvers[0] must not be empty']],
    [{ lock: 'yes' }, ['leavers.lock must be true or false']],
    [{ keep: { tags: 'a' } }, ['leavers.keep.tags must be a list']],
    [{ keep: { names: ['a-*', 'lab-{1..9}'] } }, ['leavers.keep.names[1] has a range in braces']],
    [{ keep: { tag: ['a'] } }, ['leavers.keep.tag is not a setting']],
    [{ senders: ['hr'] }, ['leavers.senders must be a map of senders']],
    [{ senders: { 'h/r': {} } }, ['leavers.senders.h/r must be letters, digits, - and _']],
    [{ senders: { hr: { memory: '1 day' } } }, ['leavers.senders.hr.memory is not a setting']],
    [
      { approvals: 2, approvers: ['Ada', 'Ada'] },
      ['leavers.approvals asks for more approvals than approvers has names'],
    ],
    [
      { approvers: ['Ada'], senders: { hr: { approvals: { involuntary: 2 } } } },
      ['leavers.senders.hr.approvals asks for more approvals than approvers has names'],
    ],
    [
      { lock: 1, memory: 'long', senders: { hr: { notice: true } } },
      [
        'leavers.lock must be true or false',
        'leavers.memory must be a duration',
        'leavers.senders.hr.notice must be a duration',
      ],
    ],
  ])('%j', (section, faults) => {
    expect(faultsOf(section)).toEqual(faults);
  });
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { desktopDetails } from '../../src/domain/desktop-details.ts';
import type { DesktopStatus, StepReceipt } from '../../src/domain/result.ts';
import type { VerbName } from '../../src/domain/verbs.ts';
import { verbs } from '../../src/domain/verbs.ts';

const receipt: StepReceipt = {
  step: 'deleteDesktop',
  outcome: 'done',
  summary: 'The API accepted the deletion.',
  startedAt: '2026-03-01T10:00:00.000Z',
  endedAt: '2026-03-01T10:00:05.123Z',
  attempts: 3,
  requestIds: ['r-1'],
  errorCodes: { 'WKS.00010032': 2, 'HTTP.503': 1 },
};
const status: DesktopStatus = {
  desktopId: 'desktop-1',
  project: 'default',
  state: 'running',
  sentence: 'Looking at the desktop.',
  steps: [],
  verbs: [],
};

const canDo = (...names: VerbName[]) => [
  '**What you can do now:** send one of these, as an update or as a signal.',
  ...names.map(
    (name) => `\`${name}\`: ${verbs[name].meaning}\n\`\`\`json\n${verbs[name].example}\n\`\`\``,
  ),
];

test('a run that has just begun says what it does and what can be done', () => {
  expect(desktopDetails(status).split('\n\n')).toEqual([
    '**running** – Looking at the desktop.',
    ...canDo('hold', 'rescind'),
  ]);
});

test('a run that has ended offers nothing', () => {
  expect(desktopDetails({ ...status, state: 'done', sentence: 'Gone.' })).toBe('**done** – Gone.');
});

test('a run that waits says until when, in the time zone of the settings', () => {
  const waiting = { ...status, state: 'waiting', due: '2026-03-02T10:00:00.000Z' } as const;
  expect(desktopDetails(waiting)).toContain('Waits until 2026-03-02 10:00:00 UTC at the latest.');
  expect(desktopDetails({ ...waiting, timeZone: 'Asia/Kolkata' })).toContain(
    'Waits until 2026-03-02 15:30:00 Asia/Kolkata at the latest.',
  );
});

test('a blocked run says why, what to do, what was said, and what it went through', () => {
  const blocked: DesktopStatus = {
    ...status,
    state: 'blocked',
    sentence: 'Waits for a person to decide.',
    blocked: {
      step: 'deleteDesktop',
      errorCode: 'WKS.00010099',
      message: 'DeleteDesktop of desktop desktop-1 was refused.',
      advice: 'Unlock the tenant.',
      since: '2026-03-01T10:01:00.000Z',
    },
    verbs: [
      {
        verb: 'resolve',
        via: 'signal',
        at: '2026-03-01T10:02:00.000Z',
        outcome: 'refused',
        sentence: 'resolve: say why',
        by: 'Somebody',
        identity: 'somebody@example.com',
      },
    ],
    steps: [receipt],
  };
  expect(desktopDetails(blocked).split('\n\n')).toEqual([
    '**blocked** – Waits for a person to decide.',
    '**WKS.00010099** in deleteDesktop, since 2026-03-01 10:01:00 UTC: DeleteDesktop of desktop desktop-1 was refused.',
    'Unlock the tenant.',
    ...canDo('resolve', 'hold', 'rescind'),
    '**What was said to it:** 1, refused: 1. The latest:',
    '- **resolve** by signal at 2026-03-01 10:02:00 UTC, refused: resolve: say why',
    '| step | outcome | what happened (UTC) |\n|:--|:--|:--|\n| deleteDesktop\u00a0\u00a0 | done, 3 attempts\u00a0\u00a0 | The API accepted the deletion. Met WKS.00010032 ×2. Met HTTP.503. (10:00:05)\u00a0\u00a0 |',
  ]);
});

test('a held run says since when, until when, why, and what lies beneath', () => {
  const held: DesktopStatus = {
    ...status,
    state: 'held',
    beneath: 'running',
    hold: {
      reason: 'a *legal* case | #7',
      since: '2026-03-01T10:00:00.000Z',
      until: '2026-03-08T10:00:00.000Z',
    },
  };
  expect(desktopDetails(held).split('\n\n')).toEqual([
    '**held** since 2026-03-01 10:00:00 UTC, until 2026-03-08 10:00:00 UTC: a \\*legal\\* case \\| \\#7',
    'Under the hold: **running** – Looking at the desktop.',
    ...canDo('release', 'hold', 'rescind'),
  ]);
});

test('a run past the point of no return says so, and offers no hold', () => {
  const past: DesktopStatus = {
    ...status,
    pointOfNoReturn: { at: '2026-03-01T10:00:00.000Z', sentence: 'The delete was accepted.' },
  };
  expect(desktopDetails(past).split('\n\n')).toEqual([
    '**running** – Looking at the desktop.',
    '**Past the point of no return** since 2026-03-01 10:00:00 UTC: The delete was accepted. Hold and rescind come too late.',
  ]);
});

test('a run that meets the kill switch says who threw it, and why', () => {
  const killSwitch = {
    on: true,
    reason: 'a storm',
    by: 'ops@host',
    since: '2026-03-01T10:00:00.000Z',
  };
  expect(desktopDetails({ ...status, killSwitch })).toContain(
    '**Kill switch on since 2026-03-01 10:00:00 UTC by ops@host: a storm.** It goes on by itself',
  );
});

/** Bars that end a cell: those that no backslash takes the meaning from. */
const bars = (line: string) => line.replaceAll(/\\./g, '').split('|').length - 1;

test('of a long run, the latest is shown that an address of 8 KB has room for', () => {
  const steps = Array.from({ length: 500 }, () => receipt);
  const reason = '離職'.repeat(500);
  const details = desktopDetails({
    ...status,
    state: 'held',
    beneath: 'blocked',
    hold: { reason, since: receipt.endedAt },
    verbs: Array.from({ length: 500 }, () => ({
      verb: 'hold',
      via: 'signal',
      at: receipt.endedAt,
      outcome: 'applied',
      sentence: 'Held until it is released.',
      reason,
    })),
    steps,
  });
  expect(details).toMatch(/The last \d+ of 500 steps:/);
  expect(encodeURIComponent(details).length).toBeLessThan(8_000);
});

test('half a character in a reason harms nothing', () => {
  const hold = { reason: '\ud83d', since: receipt.endedAt };
  expect(desktopDetails({ ...status, state: 'held', beneath: 'running', hold })).toContain('held');
});

test('what people write becomes neither markup nor a link', () => {
  const pieces = fc.string({
    unit: fc.constantFrom('[x](http://a)', '<b>', '`', '*', 'a', '&lt;'),
  });
  fc.assert(
    fc.property(pieces, (reason) => {
      const hold = { reason, since: receipt.endedAt };
      const details = desktopDetails({ ...status, state: 'held', beneath: 'running', hold });
      const [first = ''] = details.split('\n\n');
      expect(first.replaceAll(/\\./g, '')).not.toMatch(/[<>[\]`&]/);
    }),
  );
});

test('no text can break out of its row', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '|', '\\', '\n', '\r', '\u2028', ' ') });
  fc.assert(
    fc.property(text, text, (summary, code) => {
      const details = desktopDetails({
        ...status,
        steps: [{ ...receipt, summary, errorCodes: { [code]: 1 } }],
      });
      const table = details.split('\n\n').at(-1) ?? '';
      const rows = table.split(/[\n\r\u2028]/);
      expect(rows).toHaveLength(3);
      for (const line of rows) expect(bars(line)).toBe(4);
    }),
  );
});

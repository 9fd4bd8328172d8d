import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { desktopDetails } from '../../src/domain/desktop-details.ts';
import type { DesktopStatus, StepReceipt } from '../../src/domain/result.ts';

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
};

test('a run that has just begun is one line', () => {
  expect(desktopDetails(status)).toBe('**running** – Looking at the desktop.');
});

test('a run that waits says until when', () => {
  const waiting = { ...status, state: 'waiting', due: '2026-03-02T10:00:00.000Z' } as const;
  expect(desktopDetails(waiting)).toContain('Waits until 2026-03-02 10:00:00 UTC at the latest.');
});

test('a blocked run says why, what to do, and what it went through', () => {
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
    refused: { sentence: 'resolve: say why', count: 2 },
    steps: [receipt],
  };
  expect(desktopDetails(blocked)).toBe(
    [
      '**blocked** – Waits for a person to decide.',
      '**WKS.00010099** in deleteDesktop, since 2026-03-01 10:01:00 UTC: DeleteDesktop of desktop desktop-1 was refused.',
      'Unlock the tenant.',
      '**What you can do now:** send `resolve`, as an update or a signal. Decides how a blocked run goes on: retry the step, skip it (a skipped guard or delete keeps the desktop; the proof cannot be skipped), or abort the run.',
      '```json\n{"action":"retry","reason":"…"}\n```',
      'Refused signals: 2. The last one: resolve: say why',
      '| step | outcome | what happened (UTC) |\n|:--|:--|:--|\n| deleteDesktop\u00a0\u00a0 | done, 3 attempts\u00a0\u00a0 | The API accepted the deletion. Met WKS.00010032 ×2. Met HTTP.503. (10:00:05)\u00a0\u00a0 |',
    ].join('\n\n'),
  );
});

/** Bars that end a cell: those that no backslash takes the meaning from. */
const bars = (line: string) => line.replaceAll(/\\./g, '').split('|').length - 1;

test('only the last steps of a long run are shown', () => {
  const details = desktopDetails({ ...status, steps: Array.from({ length: 500 }, () => receipt) });
  expect(details).toContain('The last 40 of 500 steps:');
  expect(details.length).toBeLessThan(10_000);
});

test('no text can break out of its row', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '|', '\\', '\n', '\r', '\u2028', ' ') });
  fc.assert(
    fc.property(text, text, (summary, code) => {
      const details = desktopDetails({
        ...status,
        steps: [{ ...receipt, summary, errorCodes: { [code]: 1 } }],
      });
      const [, table = ''] = details.split('\n\n');
      const rows = table.split(/[\n\r\u2028]/);
      expect(rows).toHaveLength(3);
      for (const line of rows) expect(bars(line)).toBe(4);
    }),
  );
});

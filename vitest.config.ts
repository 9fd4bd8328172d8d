import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Files that wait more than they work: for leases, late timers and processes. Longest first. */
const waiting = [
  'chaos/storm',
  'chaos/crash',
  'chaos/stalled-hold',
  'chaos/leaver-kills',
  'activities/send/clear-to-send',
  'workflows/other-worker',
  'worker/life-cycle',
  'activities/kill-switch',
  'workflows/offboard-user-records',
  'activities/pace',
];

/** Begins with the longest two that wait, and has the others wait beside those that keep processors busy. */
class WaitBesideWork extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      waiting.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
    // What vitest calls sorting leaves its input as it is.
    // oxlint-disable-next-line unicorn/no-array-sort
    const sorted = await super.sort(files);
    const waits = sorted.filter((file) => rank(file) >= 0).toSorted((a, b) => rank(a) - rank(b));
    const works = sorted.filter((file) => rank(file) < 0);
    const order = waits.splice(0, 2);
    while (works.length > 0) order.push(...works.splice(0, 3), ...waits.splice(0, 1));
    return [...order, ...waits];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/temporal.ts'],
    pool: 'forks',
    // To import the house anew for each file would take a minute; none changes what others import.
    isolate: false,
    maxWorkers: 4,
    // Most tests wait for timers and leases, not for a processor.
    maxConcurrency: 30,
    sequence: { sequencer: WaitBesideWork },
    // A test about time may be late once on a busy machine, and the report names it. What is wrong fails twice.
    retry: process.env['CI'] === undefined ? 0 : 1,
    // Two busy processors make everything late.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

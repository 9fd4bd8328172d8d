import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Those that wait for leases come first, so that the rest is done meanwhile. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => moduleId.includes('/test/chaos/');
    // What vitest calls sorting leaves its input as it is.
    // oxlint-disable-next-line unicorn/no-array-sort
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/temporal.ts'],
    pool: 'forks',
    // No test changes what others import, and to import it all anew for each file takes a minute.
    isolate: false,
    maxWorkers: 3,
    // Most tests wait for timers and leases, not for a processor.
    maxConcurrency: 30,
    sequence: { sequencer: LongestFirst },
    // Two busy processors make everything late.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

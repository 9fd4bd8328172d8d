import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/temporal.ts'],
    pool: 'forks',
    maxWorkers: 3,
    // Most tests wait for timers and leases, not for a processor.
    maxConcurrency: 30,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { collecting } from '../../bench/collecting.ts';

/** Each of two threads says when all its garbage was collected on demand; after 20 s it ends. */
const program = `
  const { PerformanceObserver, constants } = process.getBuiltinModule('node:perf_hooks');
  const { Worker, isMainThread } = process.getBuiltinModule('node:worker_threads');
  const end = setTimeout(() => {}, 20_000);
  const observer = new PerformanceObserver((list) => {
    const asked = ({ detail: { kind, flags } }) =>
      kind === constants.NODE_PERFORMANCE_GC_MAJOR &&
      (flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0;
    if (!list.getEntries().some(asked)) return;
    console.log(isMainThread ? 'main' : 'thread');
    clearTimeout(end);
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
  // A thread that runs a string (eval) would not load what --import names.
  const self = 'data:text/javascript,' + encodeURIComponent(process.env.PROGRAM);
  if (isMainThread) new Worker(new URL(self));
`;

test('has the garbage of every thread collected, and keeps the options that were given', async () => {
  const env = collecting({ ...process.env, NODE_OPTIONS: '--no-warnings', PROGRAM: program });
  expect(env.NODE_OPTIONS).toMatch(/^--no-warnings /);
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env });
  expect(stdout.trim().split('\n').toSorted()).toEqual(['main', 'thread']);
});

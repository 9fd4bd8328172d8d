import { expect, onTestFinished, test, vi } from 'vitest';
import { sayHowFar } from '../../src/cli/say-how-far.ts';
import { readPolicies } from '../../src/policies/policy-files.ts';

/** What is said while a list of this length is gone through. */
const saidOf = (all: number): string[] => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  const howFar = sayHowFar('Reading policy files');
  for (let done = 0; done <= all; done += 1) howFar(done, all);
  return written.mock.calls.map(([text]) => String(text));
};

test('whoever waits for a long list sees how far it has come', () => {
  expect(saidOf(1_001)).toEqual(
    ['0', '200', '400', '600', '800', '1,000'].map(
      (done) => `Reading policy files: ${done} of 1,001 done.\n`,
    ),
  );
});

test('of a short list nothing is said', () => {
  expect(saidOf(200)).toEqual([]);
});

test('of policy files, each is a step of the way', () => {
  const heard: number[][] = [];
  readPolicies(['none-1.yaml', 'none-2.yaml'], (...heardOf) => heard.push(heardOf));
  expect(heard).toEqual([
    [0, 2],
    [1, 2],
  ]);
});

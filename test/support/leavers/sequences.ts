import * as fc from 'fast-check';
import type { Sequence } from './sequence.ts';
import { anySequence } from './sequence.ts';

/** `SEED` repeats what a run of the tests made up, `ONLY` one of it. */
export const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const only = process.env['ONLY'];

/** What is made up from the seed, each with a number by which it can be asked for. */
export const sampled = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number): [n: number, T][] =>
  fc
    .sample(arbitrary, { seed, numRuns })
    .map((one, n): [number, T] => [n, one])
    .filter(([n]) => only === undefined || n === Number(only));

export const sequences = (numRuns: number): [n: number, Sequence][] =>
  sampled(anySequence, numRuns);

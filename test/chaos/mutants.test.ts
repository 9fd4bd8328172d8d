/** The safeguards that other tests here take out of our code must be in it, or those would prove nothing. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Mutant } from '../support/mutants.ts';
import { mutants, mutated } from '../support/mutants.ts';

// It has the keys of that very object.
test.for(Object.keys(mutants) as Mutant[])('there is code for the mutant "%s"', async (mutant) => {
  const path = fileURLToPath(new URL(`../..${mutants[mutant].file}`, import.meta.url));
  const source = await readFile(path, 'utf8');
  expect(mutated(mutant, path, source)).not.toBe(source);
});

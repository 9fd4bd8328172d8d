import type { Mutant } from './mutants.ts';
import { mutated } from './mutants.ts';

interface Loading {
  getOptions(): { mutant: Mutant };
  resourcePath: string;
}

/** A loader of webpack, which bundles workflows: takes a safeguard out of a module's source. */
function load(this: Loading, source: string): string {
  return mutated(this.getOptions().mutant, this.resourcePath, source);
}

export default load;

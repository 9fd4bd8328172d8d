import type { Fault } from '../settings/fault.ts';
import { sentence } from '../settings/fault.ts';

/** All that is wrong with some policy files: one fault a line. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(sentence).join('\n'));
    this.faults = faults;
  }
}

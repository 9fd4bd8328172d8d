interface Mutation {
  file: string;
  /** What is taken out, and what comes in its place. Each must be there exactly once. */
  edits: readonly (readonly [code: string, without: string])[];
}

/** Our own code with one safeguard taken out: what the chaos tests must catch. */
export const mutants = {
  'no read': {
    file: '/src/activities/delete-desktop.ts',
    edits: [["if (reading.is === 'deleting') return underWay('being deleted');", '']],
  },
  'no wait': {
    file: '/src/evidence/unsettled.ts',
    edits: [['latest === undefined || now >= latest.until', 'true']],
  },
  'no lease': {
    file: '/src/activities/attempt/attempt.ts',
    // The turn of a call comes to nobody whose attempt is over, either.
    edits: [['{ onCall, turn: slots.forWrite, beforeSend: lastCheck }', '{ onCall }']],
  },
  'no cancellation': {
    file: '/src/workflows/run/steering.ts',
    edits: [['if (stopped.includes(kind)) scope.cancel();', ';']],
  },
  'no wait for the outcome': {
    file: '/src/workflows/run/steering.ts',
    edits: [['if (this.#unknown > 0) {', 'if (this.#unknown > 1_000) {']],
  },
  'no second look': {
    file: '/src/workflows/run/steering.ts',
    // When a hold has ended, and when a step begins: each of the two would do.
    edits: [
      ['while (!this.isFree) {', 'if (!this.isFree) {'],
      ['if (!this.isFree) return undefined;', ''],
    ],
  },
  'no comparison of plans': {
    file: '/src/domain/plan-changes.ts',
    edits: [['planChanges(seen, now).voiding.length === 0', 'true']],
  },
  'no planned facts': {
    file: '/src/workflows/offboard-desktop.ts',
    // The guard is not told what was approved.
    edits: [
      ['run.order = { ...order, deleteUsers, planned };', 'run.order = { ...order, deleteUsers };'],
    ],
  },
} as const satisfies Record<string, Mutation>;

export type Mutant = keyof typeof mutants;

/** A module's source without the safeguard; as it is, if the safeguard is in another module. */
export function mutated(mutant: Mutant, path: string, source: string): string {
  const { file, edits }: Mutation = mutants[mutant];
  if (!path.endsWith(file)) return source;
  return edits.reduce((text, [code, without]) => {
    if (text.split(code).length !== 2) throw new Error(`mutant ${mutant} no longer fits ${file}`);
    return text.replace(code, without);
  }, source);
}

import type { VerbRecord } from '../../domain/verb-record.ts';

/** What one record may still grow by, once its outcome is known. */
const growth = 200;

/**
 * What was said to a run, in the order in which it arrived. It has to fit into the run's result: what
 * there is no room for is only counted, and refusals cannot take the room of what was applied.
 */
export class Said {
  readonly records: VerbRecord[] = [];
  leftOut = 0;
  /** In characters. */
  readonly #room = { applied: 200_000, refused: 50_000 };

  note(record: VerbRecord): void {
    const kind = record.outcome === 'refused' ? 'refused' : 'applied';
    const size = JSON.stringify(record).length + growth;
    if (size > this.#room[kind]) {
      this.leftOut += 1;
      return;
    }
    this.#room[kind] -= size;
    this.records.push(record);
  }
}

import { expect, test } from 'vitest';
import type { VerbRecord } from '../../../src/domain/verb-record.ts';
import { Said } from '../../../src/workflows/run/said.ts';

const record = (outcome: VerbRecord['outcome'], reason: string): VerbRecord => ({
  verb: 'hold',
  via: 'signal',
  at: '2030-01-31T18:00:00.000Z',
  outcome,
  sentence: 'Held until it is released.',
  reason,
});

test('what was said fits into a result, however much it was', () => {
  const said = new Said();
  for (let n = 0; n < 2_000; n += 1) said.note(record('pending', '離'.repeat(1_000)));
  expect(said.records.length + said.leftOut).toBe(2_000);
  expect(said.leftOut).toBeGreaterThan(0);
  expect(Buffer.byteLength(JSON.stringify(said.records))).toBeLessThan(1_000_000);
});

test('refusals leave room for what is applied', () => {
  const said = new Said();
  for (let n = 0; n < 5_000; n += 1) said.note(record('refused', 'junk'));
  const hold = record('pending', 'a legal case');
  said.note(hold);
  expect(said.records.at(-1)).toBe(hold);
});

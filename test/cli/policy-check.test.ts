import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { offboard } from './offboard.ts';

const directory = mkdtempSync(join(tmpdir(), 'policy-check-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('whoever checks very many policy files sees how far that has come', async () => {
  for (let n = 0; n <= 200; n++) writeFileSync(join(directory, `${n}.yaml`), '');
  const { stderr } = await offboard(['policy', 'check', directory]);
  const [first, second, ...faults] = stderr.trim().split('\n');
  expect([first, second]).toEqual([
    'Reading policy files: 0 of 201 done.',
    'Reading policy files: 200 of 201 done.',
  ]);
  expect(faults).toHaveLength(201);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileDocument } from '../../src/evidence/file-document.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { eraseNames } from '../../src/evidence/erase-names.ts';
import { readDocument } from '../../src/evidence/read-document.ts';
import { verify } from '../../src/evidence/verify.ts';
import { unfiled } from './documents.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'documents-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const { workflowId } = unfiled('any');
const file = (runId: string, how = {}) =>
  fileDocument(openEvidence({ directory }), { workflowId, runId }, async () => unfiled(runId, how));
const read = (runId?: string) =>
  readDocument(openEvidence({ directory }).objects, workflowId, runId);

test('a document is read as it was written, with its names, and is the latest of its workflow id', async () => {
  await file('run-b');
  const filed = await file('run-a', { by: 'Ann Lee' });
  expect(await read()).toEqual({
    reference: filed.document,
    hasNames: true,
    document: {
      ...unfiled('run-a', { by: 'Ann Lee' }),
      writtenAt: expect.stringMatching(/Z$/),
      ledger: (await file('run-b')).entry,
      names: expect.anything(),
    },
  });
  expect((await read('run-b'))?.document.runId).toBe('run-b');
  expect(await read('run-c')).toBeUndefined();
});

test('whoever files it again, at once or later, finds what is there', async () => {
  const [first, ...others] = await Promise.all([file('run-1'), file('run-1'), file('run-1')]);
  await file('run-2');
  for (const other of [...others, await file('run-1')]) expect(other).toEqual(first);
  expect(await verify(openEvidence({ directory }))).toMatchObject({ entries: 2, findings: [] });
});

test('an attempt that died before its entry was made is made good by the next one', async () => {
  const inTheWay = join(directory, 'ledger');
  await writeFile(inTheWay, '');
  await expect(file('run-1')).rejects.toThrow('ENOTDIR');
  await rm(inTheWay);
  // What it had written so far.
  await file('run-2');
  const filed = await file('run-1', { by: 'Bea' });
  expect(filed.entry.n).toBe(2);
  expect(await verify(openEvidence({ directory }))).toMatchObject({ entries: 2, findings: [] });
});

test('names that were erased are nowhere in the store, and the rest can still be read', async () => {
  await file('run-1', { by: 'Ann Lee', reason: 'Bob is back' });
  const { objects } = openEvidence({ directory });
  const all = async () =>
    (await Promise.all((await objects.list('')).map((key) => objects.read(key)))).join('\n');
  expect(await all()).toContain('Ann Lee');
  expect(await eraseNames(objects, { workflowId })).toBe(1);
  expect(await all()).not.toMatch(/Ann|Lee|Bob|ann@office/);
  expect(await read()).toMatchObject({
    hasNames: false,
    document: {
      result: { outcome: 'rescinded', verbs: [{ by: expect.stringMatching(/^‹\d›$/) }] },
    },
  });
});

test('names are erased when they have come of age, and not before', async () => {
  const began = Date.now();
  await file('run-1');
  const { objects } = openEvidence({ directory });
  expect(await eraseNames(objects, { before: began })).toBe(0);
  expect(await eraseNames(objects, { before: Date.now() + 1 })).toBe(1);
});

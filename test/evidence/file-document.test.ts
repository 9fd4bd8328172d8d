import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileDocument } from '../../src/evidence/file-document.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { eraseNames } from '../../src/evidence/erase-names.ts';
import { readDocument } from '../../src/evidence/read-document.ts';
import { verify } from '../../src/evidence/verify.ts';
import { unfiled, unfiledCase } from './documents.ts';

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
    entry: 2,
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
  const filed = await Promise.all([file('run-1'), file('run-1'), file('run-1')]);
  await file('run-2');
  filed.push(await file('run-1'));
  const [first] = filed;
  for (const { document, entry } of filed) {
    expect({ document, entry }).toEqual({ document: first?.document, entry: first?.entry });
  }
  expect(filed.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(await verify(store())).toMatchObject({ entries: 2, findings: [] });
});

test('an attempt that died before its entry was made is made good by the next one', async () => {
  const inTheWay = join(directory, 'ledger');
  await writeFile(inTheWay, '');
  await expect(file('run-1')).rejects.toThrow('ENOTDIR');
  await rm(inTheWay);
  // What it had written so far.
  await file('run-2');
  const filed = await file('run-1', { by: 'Bea' });
  expect(filed).toMatchObject({ isNew: true, entry: { n: 2 } });
  expect(await verify(store())).toMatchObject({ entries: 2, findings: [] });
});

test('what somebody put in the place of a document is not vouched for', async () => {
  await store().objects.create(`documents/${workflowId}/run-1.json`, 'null');
  await expect(file('run-1')).rejects.toThrow('it is no document');
  expect(await store().objects.list('ledger/')).toEqual([]);
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

const store = () => openEvidence({ directory });
const fileCase = (personId: string, more: Parameters<typeof unfiledCase>[1] = {}) => {
  const document = unfiledCase(personId, more);
  return fileDocument(store(), document, async () => document);
};
const fileDesktopOf = (personId: string, desktopId: string, reason = 'no longer') => {
  const document = {
    ...unfiled(`run-of-${desktopId}`, { by: 'Ann Lee', reason }),
    workflowId: `offboard-desktop/${desktopId}`,
  };
  const { workflowId: of, runId } = unfiledCase(personId);
  const start = { ...document.start, parent: { workflowId: of, runId } };
  return fileDocument(store(), document, async () => ({ ...document, start }));
};
const erase = (of: string) => eraseNames(store().objects, { workflowId: of });

test('names are erased of the very id that was named: not of all that begin alike', async () => {
  await fileCase('E1001');
  await fileCase('E1002');
  expect(await erase('offboard-user/hr')).toBe(0);
  expect(await erase('offboard-user')).toBe(0);
  expect(await erase('offboard-user/hr/E1001')).toBe(1);
  expect(await store().objects.list('names/')).toEqual([
    expect.stringMatching('^names/offboard-user/hr/E1002/'),
  ]);
});

test('no document is read of an id that others begin with', async () => {
  await fileCase('E1001');
  expect(await readDocument(store().objects, 'offboard-user/hr')).toBeUndefined();
});

test('the names of a case go with those of the runs that it began for its desktops, and of no others', async () => {
  const own = await fileDesktopOf('E1001', 'd-1');
  const another = await fileDesktopOf('E1002', 'd-2');
  await fileCase('E1001', { desktopRuns: [own.document, another.document] });
  expect(await erase('offboard-user/hr/E1001')).toBe(2);
  expect(await store().objects.list('names/')).toEqual([
    expect.stringMatching('^names/offboard-desktop/d-2/'),
  ]);
});

test('what was said to a desktop of a case is no part of the case without its names', async () => {
  const { document } = await fileDesktopOf('E1001', 'd-1', 'Emil needs it');
  const filed = await fileCase('E1001', {
    desktopRuns: [document],
    reason: 'd-1 is kept: Emil needs it.',
  });
  expect(String(await store().objects.read(filed.document.key))).not.toContain('Emil');
  const stored = await readDocument(store().objects, 'offboard-user/hr/E1001');
  expect(stored?.document.result.reason).toBe('d-1 is kept: Emil needs it.');
});

test('names are erased when they have come of age, and not before', async () => {
  const began = Date.now();
  await file('run-1');
  const { objects } = openEvidence({ directory });
  expect(await eraseNames(objects, { before: began })).toBe(0);
  expect(await eraseNames(objects, { before: Date.now() + 1 })).toBe(1);
});

const edit = async (key: string, change: (text: string) => string) => {
  const path = join(directory, key);
  await writeFile(path, change(await readFile(path, 'utf8')));
};

test('a document that was edited is read as what it is', async () => {
  const { document } = await file('run-1');
  await edit(document.key, (text) => text.replace('rescinded', 'deleted'));
  const stored = await read();
  expect(stored).toMatchObject({ fault: 'entry 1 of the ledger vouches for another' });
  expect(stored).not.toHaveProperty('entry');
});

test('a document that no entry vouches for is read as what it is', async () => {
  await file('run-1');
  await edit('ledger/0000000001.json', () => '{}');
  expect(await read()).toMatchObject({ fault: 'no entry of the ledger vouches for it' });
});

test('names that were edited are not put in', async () => {
  await file('run-1');
  const [key = ''] = await store().objects.list('names/');
  await edit(key, (text) => text.replace('Ann', 'Innocent Bob'));
  const stored = await read();
  expect(stored).toMatchObject({ hasNames: false, fault: expect.stringContaining('names') });
  expect(JSON.stringify(stored)).not.toContain('Innocent Bob');
});

test.for(['not json', 'null', '{"a":1}'])(
  'what is no document is said to be none: %s',
  async (text) => {
    const { document } = await file('run-1');
    await edit(document.key, () => text);
    await expect(read()).rejects.toThrow(`${document.key} is no document`);
  },
);

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileDocument } from '../../src/evidence/file-document.ts';
import type { Filed } from '../../src/evidence/file-document.ts';
import { entryKey, ledgerIn } from '../../src/evidence/ledger.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { eraseNames } from '../../src/evidence/erase-names.ts';
import type { EvidenceStore } from '../../src/evidence/store.ts';
import { verify } from '../../src/evidence/verify.ts';
import { sha256 } from '../../src/evidence/sha256.ts';
import { intent, userIntent } from './call.ts';
import { unfiled } from './documents.ts';

let directory: string;
let store: EvidenceStore;
let filed: Filed[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'verify-'));
  store = openEvidence({ directory });
  await store.id();
  filed = [];
  for (const run of ['run-1', 'run-2', 'run-3', 'run-4', 'run-5']) {
    const { workflowId } = unfiled(run);
    filed.push(await fileDocument(store, { workflowId, runId: run }, async () => unfiled(run)));
  }
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const folder = 'documents/offboard-desktop/desktop-1';
const edit = async (key: string, change: (text: string) => string) => {
  const path = join(directory, key);
  await writeFile(path, change(await readFile(path, 'utf8')));
};
const findings = async (known?: Filed) => (await verify(store, known?.entry)).findings;

test('a ledger that nobody touched has no findings, and ends at its head', async () => {
  expect(await verify(store, filed.at(-1)?.entry)).toEqual({
    store: await store.id(),
    head: filed.at(-1)?.entry,
    entries: 5,
    withoutNames: 0,
    findings: [],
    remarks: [],
  });
});

test('an entry that was edited is found, by the one after it', async () => {
  await edit(entryKey(3), (text) => text.replace('"at":"2', '"at":"1'));
  expect(await findings()).toEqual([
    'Entry 3 was edited, or entry 4: the hash of the first in the second is another.',
  ]);
});

test('the last entry that was edited is found by a head that was kept', async () => {
  await edit(entryKey(5), (text) => text.replace('"at":"2', '"at":"1'));
  expect(await findings()).toEqual([]);
  expect(await findings(filed.at(-1))).toEqual([
    expect.stringMatching(/^Entry 5 is not the one that was known/),
  ]);
});

test.for([
  ['{', 'it cannot be read'],
  ['null', 'it cannot be read'],
  [
    '{"n":3,"previous":"","document":{"key":"documents/../../etc/passwd","sha256":""}}',
    'it cannot be read',
  ],
])('an entry that has become %s is found', async ([text = '', what = '']) => {
  await edit(entryKey(3), () => text);
  expect(await findings()).toContain(`Entry 3 was edited: ${what}.`);
});

test('an entry that was removed is found, and so is its document, which is in none', async () => {
  await rm(join(directory, entryKey(2)));
  await rm(join(directory, entryKey(3)));
  expect(await findings()).toEqual([
    'Entries 2 to 3 were removed.',
    expect.stringContaining(`${folder}/run-2.json is in no entry`),
    expect.stringContaining(`${folder}/run-3.json is in no entry`),
  ]);
});

test('entries that were cut off, with their documents, are found by a head that was kept', async () => {
  for (const n of [4, 5]) {
    await rm(join(directory, entryKey(n)));
    await rm(join(directory, folder, `run-${n}.json`));
  }
  expect(await findings()).toEqual([]);
  expect(await findings(filed.at(-1))).toEqual([
    'Entries 4 to 5 were removed. The ledger was cut off.',
  ]);
  expect(await findings(filed[2])).toEqual([]);
});

test('a chain that was made anew is found by a head that was kept', async () => {
  await rm(join(directory, 'ledger'), { recursive: true });
  const forger = openEvidence({ directory });
  for (const { document } of filed)
    await forger.ledger.append(
      { document, workflowId: 'w', runId: 'r' },
      await forger.ledger.head(),
    );
  expect(await findings()).toEqual([]);
  expect(await findings(filed[3])).toEqual([
    expect.stringMatching(/^Entry 4 is not the one that was known/),
  ]);
});

test('a document that was edited, removed or added is found', async () => {
  await edit(`${folder}/run-1.json`, (text) => text.replace('rescinded', 'deleted'));
  await rm(join(directory, folder, 'run-2.json'));
  await store.objects.create(`${folder}/run-9.json`, '{}');
  expect(await findings()).toEqual([
    `The document of entry 1 (${folder}/run-1.json) was edited.`,
    `The document of entry 2 (${folder}/run-2.json) was removed.`,
    expect.stringContaining(`${folder}/run-9.json is in no entry`),
  ]);
});

test('names that were edited are found; that they were erased is none, and counted', async () => {
  const [name = '', ...more] = await store.objects.list('names/');
  expect(more).toHaveLength(4);
  await edit(name, (text) => text.replace('Ann', 'Bea'));
  expect(await findings()).toEqual([expect.stringMatching(/^The names beside .* were edited\.$/)]);
  expect(await eraseNames(store.objects, { workflowId: 'offboard-desktop/desktop-1' })).toBe(5);
  expect(await verify(store, filed.at(-1)?.entry)).toMatchObject({ withoutNames: 5, findings: [] });
});

test('what is no entry is found among the entries', async () => {
  await store.objects.create('ledger/5.json', '{}');
  expect(await findings()).toEqual(['ledger/5.json is no entry of the ledger: it was put there.']);
});

test('a place without a store is no evidence that nobody touched', async () => {
  const nowhere = openEvidence({ directory: join(directory, 'elsewhere') });
  expect(await verify(nowhere)).toMatchObject({
    store: null,
    entries: 0,
    findings: [expect.stringContaining('There is no store.json')],
  });
  expect(await nowhere.objects.list('')).toEqual([]);
});

test.for([
  'null',
  'not json',
  '{"names":{"key":"../../etc/passwd","sha256":""}}',
  '{"names":{"key":"names/../store.json","sha256":""}}',
])('a document that is none is a finding, and the rest is verified: %s', async (text) => {
  const document = { key: 'documents/x/run-6.json', sha256: sha256(text) };
  await store.objects.create(document.key, text);
  const put = { document, workflowId: 'x', runId: 'run-6' };
  await store.ledger.append(put, await store.ledger.head());
  await rm(join(directory, folder, 'run-1.json'));
  expect(await findings()).toEqual([
    `The document of entry 1 (${folder}/run-1.json) was removed.`,
    expect.stringContaining('The document of entry 6 (documents/x/run-6.json) is none'),
  ]);
});

test('an entry of another store is found, and so is a second one for the same document', async () => {
  const stranger = ledgerIn(store.objects, async () => 'another-store');
  const again = {
    document: filed[0]?.document ?? { key: '', sha256: '' },
    workflowId: 'w',
    runId: 'run-1',
  };
  await stranger.append(again, await stranger.head());
  expect(await findings()).toEqual([
    'Entry 6 is of another store, another-store.',
    'Entry 6 is for the same document as entry 1: it was put there.',
  ]);
});

test('a run that has called for something and left no document is remarked on, and is no finding', async () => {
  await store.recordIntent(intent({ runId: 'run-1' }));
  await store.recordIntent(intent({ runId: 'run-7', attempt: 2 }));
  await store.recordIntent(userIntent('u-1'));
  await store.recordIntent(intent({ runId: 'run-7' }));
  expect(await verify(store)).toMatchObject({
    findings: [],
    remarks: [expect.stringMatching(/^Run run-7 has called for desktop-1 and has no document/)],
  });
});

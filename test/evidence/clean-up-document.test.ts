/** The plan of a clean-up and its rows lie beside its document, and are as safe from tampering. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CleanUpRow } from '../../src/domain/clean-up/wave.ts';
import { eraseNames } from '../../src/evidence/erase-names.ts';
import { fileDocument } from '../../src/evidence/file-document.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { readDocument } from '../../src/evidence/read-document.ts';
import type { EvidenceStore } from '../../src/evidence/store.ts';
import { verify } from '../../src/evidence/verify.ts';
import { intent } from './call.ts';
import { cleanUpPlan, unfiled, unfiledCleanUp } from './documents.ts';

let directory: string;
let store: EvidenceStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clean-up-'));
  store = openEvidence({ directory });
  await store.id();
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const gone = (desktopId: string): CleanUpRow => ({
  desktopId,
  outcome: 'deleted',
  reason: 'It is gone.',
});

const ids = Array.from({ length: 11 }, (_, n) => `d-${n}`);
const workflowId = 'clean-up/idle-60-days';

async function filed(more: Parameters<typeof unfiledCleanUp>[2] = {}) {
  const waves = ids.map((id) => [gone(id)]);
  const document = await unfiledCleanUp(store.objects, cleanUpPlan(ids), { waves, ...more });
  await fileDocument(store, document, async () => document);
  return document;
}

const read = () => readDocument(store.objects, workflowId);
const edit = async (key: string, change: (text: string) => string) => {
  const path = join(directory, key);
  await writeFile(path, change(await readFile(path, 'utf8')));
};

test('nobody touched it: it is vouched for, with the plan and the rows of its waves in their order', async () => {
  const { plan } = await filed();
  expect(await verify(store)).toMatchObject({ entries: 1, findings: [], remarks: [] });
  const stored = await read();
  expect(stored).toMatchObject({ entry: 1, document: { kind: 'cleanUpDesktops', plan } });
  const { rows = [] } = stored?.document.kind === 'cleanUpDesktops' ? stored.document : {};
  expect(rows.map(({ key }) => key.split('/').at(-1))).toEqual(
    ids.map((_, n) => `${n}-${n + 1}.json`),
  );
});

test.for(['plan', 'rows'] as const)('what was edited in its %s is found', async (part) => {
  const { plan, rows } = await filed();
  const key = (part === 'plan' ? plan : rows[3])?.key ?? '';
  await edit(key, (text) => text.replace('d-3', 'd-4'));
  expect((await verify(store)).findings).toEqual([
    `${key} was edited: it is part of the document of entry 1 (documents/${workflowId}/run-of-clean-up.json).`,
  ]);
  expect(await read()).toMatchObject({ fault: `${key} was edited` });
});

test('a plan or rows that were removed are found', async () => {
  const { plan, rows } = await filed();
  const keys = [plan?.key ?? '', rows[10]?.key ?? ''];
  for (const key of keys) await rm(join(directory, key));
  expect((await verify(store)).findings).toEqual(
    keys.map((key) => expect.stringMatching(`^${key} was removed: it is part of the document of`)),
  );
  expect(await read()).toMatchObject({ fault: `${keys[0]} was removed` });
});

test('the runs that it was continued from have left no document of their own, which is no remark', async () => {
  await filed();
  await store.recordIntent(intent({ runId: 'run-before', workflowId }));
  await store.recordIntent(intent({ runId: 'run-elsewhere', workflowId }));
  expect((await verify(store)).remarks).toEqual([expect.stringMatching(/^Run run-elsewhere /)]);
});

test('it names nobody: neither why operators took desktops out nor what was said to those that went on alone', async () => {
  const alone = { ...unfiled('run-1', { reason: 'Emil needs it' }) };
  const start = { ...alone.start, parent: { workflowId, runId: 'run-before' } };
  const { document } = await fileDocument(store, alone, async () => ({ ...alone, start }));
  const written = await unfiledCleanUp(store.objects, cleanUpPlan(['d-1', 'desktop-1']), {
    exclusions: [{ desktopId: 'd-1', reason: 'Ann Lee is on leave' }],
    alone: [{ desktopId: 'desktop-1', sentence: 'Rescinded: Emil needs it.' }],
    reason: 'The plan was carried out, but: Ann Lee is on leave.',
  });
  const { document: own } = await fileDocument(store, written, async () => ({
    ...written,
    desktopRuns: [document],
  }));
  expect(String(await store.objects.read(own.key))).not.toMatch(/Ann|Lee|Emil/);
  expect(await read()).toMatchObject({
    document: { result: { exclusions: [{ reason: 'Ann Lee is on leave' }] } },
  });
  expect(await eraseNames(store.objects, { workflowId })).toBe(2);
  expect(await verify(store)).toMatchObject({ withoutNames: 2, findings: [] });
});

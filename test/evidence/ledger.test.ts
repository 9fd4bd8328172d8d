import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import type { LedgerEntry } from '../../src/evidence/ledger.ts';
import { beforeTheFirst, entryKey, ledgerIn } from '../../src/evidence/ledger.ts';
import type { ObjectStore } from '../../src/evidence/object-store.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { sha256 } from '../../src/evidence/sha256.ts';
import { s3Server } from './s3-server.ts';

const server = s3Server();
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ledger-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const wanted = (key: string) => ({
  document: { key: `documents/${key}`, sha256: 'of it' },
  workflowId: 'a-workflow',
  runId: 'a-run',
});

/** Documents of the entries in order. Fails where an entry is missing or does not follow the one before. */
async function chain(objects: ObjectStore): Promise<string[]> {
  const keys = await objects.list('ledger/');
  expect(keys).toEqual(keys.map((_, i) => entryKey(i + 1)));
  let { sha256: previous } = beforeTheFirst;
  const documents: string[] = [];
  for (const key of keys) {
    const text = String(await objects.read(key));
    const entry = JSON.parse(text) as LedgerEntry;
    expect(entry).toMatchObject({ n: documents.length + 1, previous, store: expect.any(String) });
    documents.push(entry.document.key.replace('documents/', ''));
    previous = sha256(text);
  }
  return documents;
}

test('each entry has the hash of the one before, and the head is the newest', async () => {
  const { objects, ledger } = openEvidence({ directory });
  expect(await ledger.head()).toEqual(beforeTheFirst);
  for (const key of ['a', 'b', 'c']) await ledger.append(wanted(key), await ledger.head());
  expect(await chain(objects)).toEqual(['a', 'b', 'c']);
  const text = await objects.read(entryKey(3));
  expect(await ledger.head()).toEqual({ n: 3, sha256: sha256(text ?? '') });
  expect(await openEvidence({ directory }).ledger.head()).toEqual(await ledger.head());
});

test('a document has one entry, however often and however late it is entered', async () => {
  const { objects, ledger } = openEvidence({ directory });
  const before = await ledger.head();
  const first = await ledger.append(wanted('a'), before);
  await ledger.append(wanted('b'), first);
  expect(await ledger.append(wanted('a'), before)).toEqual({ ...first, isNew: false });
  const both = await Promise.all([1, 2, 3].map(() => ledger.append(wanted('c'), before)));
  expect(new Set(both.map(({ n }) => n))).toEqual(new Set([3]));
  expect(await chain(objects)).toEqual(['a', 'b', 'c']);
});

test('finds its head among 100,000 entries by few reads, and by two when it knows where', async () => {
  let entries = 100_000;
  let reads = 0;
  const objects: Pick<ObjectStore, 'read'> = {
    read: async (key) => {
      reads += 1;
      return Number.parseInt(key.slice('ledger/'.length), 10) <= entries ? Buffer.of(1) : undefined;
    },
  };
  // Nothing else is used by head().
  const ledger = ledgerIn(objects as ObjectStore, async () => 'store-1');
  expect(await ledger.head()).toMatchObject({ n: 100_000 });
  expect(reads).toBeLessThan(40);
  reads = 0;
  await ledger.head();
  expect(reads).toBe(2);
  entries += 3;
  expect(await ledger.head()).toMatchObject({ n: 100_003 });
});

test('a head that was there and is gone is no beginning', async () => {
  const { objects, ledger } = openEvidence({ directory });
  await ledger.append(wanted('a'), await ledger.head());
  await ledger.head();
  await objects.erase(entryKey(1));
  await expect(ledger.head()).rejects.toThrow('ledger/0000000001.json was there and is gone');
});

test('eight processes append 200 entries at once, one of them killed on the way: no fork, no gap, none lost', async () => {
  const crew = await Promise.all(Array.from({ length: 8 }, (_, i) => appending(`p${i}`, 25)));
  const got = await Promise.all(crew.map(({ append }, i) => append(i === 0 ? 5 : undefined)));

  const documents = await chain(openEvidence({ directory }).objects);
  for (const { n, key } of got.flat()) expect(`documents/${documents[n - 1]}`).toBe(key);
  expect(new Set(documents).size).toBe(documents.length);
  // The one that was killed may have made one more entry than it could tell of.
  const told = got.flat().length;
  expect(told).toBeGreaterThanOrEqual(7 * 25 + 5);
  expect([told, told + 1]).toContain(documents.length);
});

test('several workers append to a bucket at once: no fork, no gap', async ({ skip }) => {
  const s3 = server() ?? skip();
  const bucket = await s3.bucket('ledger');
  const workers = Array.from({ length: 4 }, () => openEvidence({ directory, s3: bucket }));
  await Promise.all(
    workers.map(async ({ ledger }, worker) => {
      for (let i = 0; i < 6; i += 1)
        await ledger.append(wanted(`${worker}/${i}`), await ledger.head());
    }),
  );
  const documents = await chain(openEvidence({ directory, s3: bucket }).objects);
  expect(new Set(documents).size).toBe(24);
});

/** Starts a process that appends; `append` gives what it got until it ended or had `killAfter` of them. */
async function appending(name: string, entries: number) {
  const script = fileURLToPath(new URL('./appending-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, directory, name, String(entries)], {
    env: { ...process.env, NODE_COMPILE_CACHE: inject('compileCache') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return {
    append: async (killAfter?: number) => {
      child.stdin.write('go\n');
      const got: { n: number; key: string }[] = [];
      for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
        got.push(JSON.parse(line.value) as { n: number; key: string });
        if (got.length === killAfter) child.kill('SIGKILL');
      }
      const [code, signal] = (await exited) as [number | null, string | null];
      expect({ code, signal }).toEqual(
        killAfter === undefined ? { code: 0, signal: null } : { code: null, signal: 'SIGKILL' },
      );
      return got;
    },
  };
}

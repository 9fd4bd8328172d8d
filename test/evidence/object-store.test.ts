import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bucketObjects } from '../../src/evidence/bucket.ts';
import { directoryObjects } from '../../src/evidence/directory.ts';
import { isName } from '../../src/evidence/keys.ts';
import type { ObjectStore } from '../../src/evidence/object-store.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { intent, outcome } from './call.ts';
import { s3Server } from './s3-server.ts';

const server = s3Server();
let directory: string;
const stores: Record<string, ObjectStore> = {};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'objects-'));
  stores['a directory'] = directoryObjects(directory);
  const s3 = server();
  if (s3) stores['a bucket'] = bucketObjects(await s3.bucket('plain'), isName);
  return () => rm(directory, { recursive: true, force: true });
});

for (const where of ['a directory', 'a bucket'])
  describe(where, () => {
    let objects: ObjectStore;
    beforeEach(({ skip }) => {
      objects = stores[where] ?? skip();
    });

    test('creates an object once: the first text stands, to the byte', async () => {
      expect(await objects.create('once/a.json', 'ä\n')).toBe(true);
      expect(await objects.create('once/a.json', 'b')).toBe(false);
      expect(await objects.read('once/a.json')).toEqual(Buffer.from('ä\n'));
    });

    test('of many who create the same object, exactly one does', async () => {
      const texts = Array.from({ length: 8 }, (_, i) => `text ${i}`);
      const won = await Promise.all(texts.map((text) => objects.create('once/raced.json', text)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(String(await objects.read('once/raced.json'))).toBe(texts[won.indexOf(true)]);
    });

    test('has nothing where nothing was created', async () => {
      expect(await objects.read('none/a.json')).toBeUndefined();
      expect(await objects.list('none/')).toEqual([]);
    });

    test('lists what is below a folder at any depth, and nothing beside it', async () => {
      for (const key of ['l/b.json', 'l/a/2.json', 'l/a/1.json', 'l2/c.json', 'l.json'])
        await objects.create(key, '{}');
      expect(await objects.list('l/')).toEqual(['l/a/1.json', 'l/a/2.json', 'l/b.json']);
    });

    test('erases an object, and minds none that is not there', async () => {
      await objects.create('names/a.json', '{}');
      await objects.create('names/a.json2', '{}');
      await objects.erase('names/a.json');
      await objects.erase('names/b.json');
      expect(await objects.read('names/a.json')).toBeUndefined();
      expect(await objects.read('names/a.json2')).toBeDefined();
    });
  });

test('a directory has no key that leads out of it, or to a draft', async () => {
  const objects = directoryObjects(directory);
  for (const key of ['../a', 'a/../../b', 'a//b', '/a', 'a/.b'])
    await expect(objects.create(key, '{}')).rejects.toThrow('is no key');
});

test('a bucket keeps the record of calls as a directory does', async ({ skip }) => {
  const s3 = server() ?? skip();
  const place = { directory: 'unused', s3: await s3.bucket('calls') };
  const [one, another] = [openEvidence(place), openEvidence(place)];
  expect(await one.id()).toBe(await another.id());
  expect(await one.recordIntent(intent())).toBe(true);
  expect(await another.recordIntent(intent({ policyDigest: 'another' }))).toBe(false);
  await one.recordOutcome(intent(), outcome('accepted'));
  expect(await another.calls('desktop-1')).toEqual([
    { intent: intent(), outcome: outcome('accepted') },
  ]);
  expect(await another.calls('desktop-')).toEqual([]);
});

test('a bucket that forgets the condition is refused before anything is written over', async ({
  skip,
}) => {
  const s3 = server() ?? skip();
  const bucket = await s3.bucket('forgetful');
  const store = openEvidence({ directory: 'unused', s3: bucket });
  await expect(store.id()).rejects.toThrow(
    'The evidence store failed to create a record once only: s3://forgetful/house/ lets it be written over',
  );
  expect(await store.objects.list('')).toEqual(['created-once.json']);
});

test('a write whose answer was lost is known for our own, and not for that of somebody else', async ({
  skip,
}) => {
  const s3 = server() ?? skip();
  const objects = bucketObjects(await s3.bucket('faulty'), isName);
  expect(await objects.create('answer-lost.json', 'ours')).toBe(true);
  expect(await objects.create('answer-lost.json', 'ours')).toBe(false);
});

test('a bucket that is not there is no empty one', async ({ skip }) => {
  const s3 = server() ?? skip();
  const { bucket, ...reach } = await s3.bucket('deserted');
  const objects = bucketObjects({ ...reach, bucket: `${bucket}-no-more` }, isName);
  await expect(objects.read('ledger/0000000001.json')).rejects.toThrow(/bucket/i);
});

test('a lock keeps what was written from being removed, except for names', async ({ skip }) => {
  const s3 = server() ?? skip();
  const bucket = await s3.bucket('locked', { lock: true });
  const objectLock = { mode: 'COMPLIANCE', days: 1 } as const;
  const objects = bucketObjects({ ...bucket, objectLock }, isName);
  await objects.create('documents/a.json', '{}');
  await objects.create('names/a.json', '{}');
  await expect(objects.erase('documents/a.json')).rejects.toThrow(/denied/i);
  expect(await objects.read('documents/a.json')).toBeDefined();
  await objects.erase('names/a.json');
  expect(await objects.read('names/a.json')).toBeUndefined();
});

import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { ObjectStore } from './object-store.ts';

/** Objects as files below a directory, which is created on first use. */
export const directoryObjects = (directory: string): ObjectStore => {
  const pathOf = (key: string) => {
    const isSafe = key.split('/').every((word) => word !== '' && !word.startsWith('.'));
    if (!isSafe) throw new TypeError(`${key} is no key`);
    return join(directory, key);
  };
  return {
    place: directory,

    create: async (key, text) => {
      const path = pathOf(key);
      await createFolder(dirname(path));
      return createDurably(path, text);
    },

    read: (key) => unlessMissing(readFile(pathOf(key))),

    list: async (folder) => {
      const start = join(directory, folder);
      const entries = await unlessMissing(readdir(start, { recursive: true, withFileTypes: true }));
      return (entries ?? [])
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
        .map((path) => path.replaceAll(sep, '/'))
        .toSorted();
    },

    erase: async (key) => {
      const path = pathOf(key);
      await rm(path, { force: true });
      await unlessMissing(syncFolder(dirname(path)));
    },
  };
};

/**
 * Creates a file that is whole and on the disk, or not there at all; false if the name is taken.
 * A hard link is the one way to put a finished file under a name that must be free.
 */
async function createDurably(path: string, text: string): Promise<boolean> {
  const folder = dirname(path);
  const draft = join(folder, `.${basename(path)}.${randomUUID()}`);
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
  await syncFolder(folder);
  return true;
}

/** Creates a folder, if need be, so that it outlives a power cut as its files do. */
async function createFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const unlessMissing = async <T>(found: Promise<T>): Promise<T | undefined> =>
  found.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? error.code : undefined;

import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';

/** Writes a file that nobody else on the machine may read, also where one is that they may. */
export const writePrivately = async (file: string, text: string): Promise<void> => {
  const there = await stat(file).catch(() => undefined);
  // A pipe or a terminal is written to, not replaced.
  if (there !== undefined && !there.isFile()) return writeFile(file, text);
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
};

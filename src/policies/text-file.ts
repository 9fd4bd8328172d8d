import { readFileSync, statSync } from 'node:fs';

/** Why a file's text is not to be had: what is wrong, and what to do. */
export interface Unreadable {
  problem: string;
  remedy: string;
}

/** What people write by hand is smaller. */
const most = 256 * 1024;

/** A file's text, or why it is none. */
export const readText = (file: string): string | Unreadable => {
  try {
    const found = statSync(file);
    if (found.isDirectory()) return { problem: 'is a directory', remedy: 'Name a file' };
    if (!found.isFile()) return { problem: 'has no text to read', remedy: 'Name another file' };
    if (found.size > most)
      return {
        problem: `has ${found.size.toLocaleString('en-US')} bytes, and at most ${most.toLocaleString('en-US')} are read`,
        remedy:
          'Write several policies with a part of it each, or check that it is the file you mean',
      };
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError)
      return { problem: 'is not UTF-8', remedy: 'Save it with that encoding' };
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return code === 'ENOENT'
      ? { problem: 'is not there', remedy: 'Correct the name, or write the file' }
      : { problem: `cannot be read (${code})`, remedy: 'Let this user read it' };
  }
};

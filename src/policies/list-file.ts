import { resolve } from 'node:path';
import * as v from 'valibot';
import { say, text } from '../settings/schemas.ts';
import { readText } from './text-file.ts';

/**
 * The name of a file with one user name a line, beside the policy's; becomes the names. Empty lines, and
 * those that begin with `#`, do not count.
 */
export const listFile = (directory: string) =>
  v.pipe(
    text(),
    v.rawTransform(({ dataset: { value: name }, addIssue, NEVER }): string[] => {
      const refuse = (problem: string, remedy: string) => {
        addIssue({ message: say(`names ${name}, which ${problem}`, remedy) });
        return NEVER;
      };
      const read = readText(resolve(directory, name));
      if (typeof read !== 'string') return refuse(read.problem, read.remedy);
      const lines = read.split(/\r?\n/).map((line) => line.trim());
      const names = lines.filter((line) => line !== '' && !line.startsWith('#'));
      if (names.length === 0) return refuse('names nobody', 'Write one user name a line');
      const long = lines.findIndex((line) => line.length > 255 && !line.startsWith('#'));
      return long < 0
        ? names
        : refuse(`has more than 255 characters in line ${long + 1}`, 'Write one user name a line');
    }),
  );

import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import * as v from 'valibot';
import { printable } from '../domain/words.ts';
import { say, text } from '../settings/schemas.ts';
import { readText } from './text-file.ts';

/**
 * The name of a file with one user name a line, in the directory of the policy's or below; becomes the
 * names. Empty lines, and those that begin with `#`, do not count.
 */
export const listFile = (directory: string) =>
  v.pipe(
    text(),
    v.rawTransform(({ dataset: { value: name }, addIssue, NEVER }): string[] => {
      const refuse = (problem: string, remedy: string) => {
        addIssue({ message: say(`names ${name}, which ${problem}`, remedy) });
        return NEVER;
      };
      const file = resolve(directory, name);
      const read = readText(file);
      if (typeof read !== 'string') return refuse(read.problem, read.remedy);
      if (!isBelow(directory, file))
        return refuse(
          'is not below the directory of this file',
          'Keep it beside the policies: what it says goes to Temporal',
        );
      const entries = read
        .split(/\r?\n/)
        .map((line, index) => ({ entry: line.trim(), line: index + 1 }))
        .filter(({ entry }) => entry !== '' && !entry.startsWith('#'));
      if (entries.length === 0) return refuse('names nobody', 'Write one user name a line');
      for (const [index, { entry, line }] of entries.entries()) {
        const problem = (index === 0 && isHeading(entry) ? aHeading : undefined) ?? faultOf(entry);
        if (problem !== undefined)
          return refuse(
            `has ${problem} in line ${line}`,
            'Write one user name a line, and nothing else',
          );
      }
      return entries.map(({ entry }) => entry);
    }),
  );

/** Wherever its links lead. Whoever may write a policy could have any file read by who applies it. */
const isBelow = (directory: string, file: string): boolean => {
  const way = relative(realpathSync(directory), realpathSync(file));
  // Kubernetes mounts files by links to directories such as `..2026_11_22`.
  return way.split(sep)[0] !== '..' && !isAbsolute(way);
};

const aHeading = 'the heading of a table';
const isHeading = (entry: string) => /^(user[ _-]?name|name|login|e-?mail)$/i.test(entry);

/** What is in a line that no user is called; the line itself may be a secret. */
const faultOf = (entry: string): string | undefined => {
  if (entry.length > 255) return 'more than 255 characters';
  if (/[\t,;]/.test(entry)) return 'several columns';
  if (/^'|["“”„]/.test(entry)) return 'quotes';
  return printable(entry) === entry ? undefined : 'control characters';
};

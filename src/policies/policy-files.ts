import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Fault } from '../settings/fault.ts';
import type { PolicyFile } from './policy-file.ts';
import { readPolicy } from './policy-file.ts';

/** Some policy files: those that are sound, and everything that is wrong with the others. */
export interface PolicyFiles {
  policies: PolicyFile[];
  faults: Fault[];
}

/**
 * Reads files, and of directories those that end in `.yaml` or `.yml`. `reading` hears before each how many
 * of how many are read.
 */
export const readPolicies = (
  paths: readonly string[],
  reading: (done: number, all: number) => void = () => undefined,
): PolicyFiles => {
  const policies: PolicyFile[] = [];
  const faults: Fault[] = [];
  const found = paths.map((path) => ({ path, files: filesIn(path) }));
  for (const { path, files } of found) {
    faults.push(...directoriesBelow(path).map(notRead));
    if (files.length === 0)
      faults.push({
        key: path,
        problem: 'has no policy files',
        remedy: 'Name a directory with files that end in .yaml',
      });
  }
  const all = found.flatMap(({ files }) => files);
  for (const [done, file] of all.entries()) {
    reading(done, all.length);
    const read = readPolicy(file);
    if ('faults' in read) faults.push(...read.faults);
    else policies.push(read);
  }
  return { policies, faults: [...faults, ...sameNames(policies)] };
};

const filesIn = (path: string): string[] => {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(path)
    .filter(isPolicy)
    .toSorted()
    .map((name) => join(path, name));
};

const isPolicy = (name: string) => /\.ya?ml$/i.test(name);

/** Directories below one in which there are policies, but for those that are hidden. */
const directoriesBelow = (path: string): string[] => {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [];
  const below = readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && isPolicy(entry.name) && entry.parentPath !== path)
    .map(({ parentPath }) => relative(path, parentPath))
    .filter((directory) => !/(^|[\\/])\./.test(directory));
  return [...new Set(below)].toSorted().map((directory) => join(path, directory));
};

/** To leave them out would have `schedule apply --prune` delete their schedules. */
const notRead = (directory: string): Fault => ({
  key: directory,
  problem: 'has policies, and directories below the one that is named are not read',
  remedy: 'Move them up, or out of it',
});

/** Each policy has one schedule, which has its name. */
const sameNames = (policies: readonly PolicyFile[]): Fault[] =>
  policies.flatMap(({ file, policy: { name }, nameAt }, index) => {
    const first = policies.slice(0, index).find(({ policy }) => policy.name === name);
    if (first === undefined || first.file === file) return [];
    const problem = `is ${name}, as that of ${first.nameAt}`;
    return [{ key: 'name', problem, remedy: 'Give each policy a name of its own', at: nameAt }];
  });

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PolicyError } from '../../../policies/policy-error.ts';
import { readPolicy } from '../../../policies/policy-file.ts';
import type { PolicyFile } from '../../../policies/policy-file.ts';

/** A whole policy. By the usual settings, its plan goes too far to begin by itself. */
const textOf = (name: string) => `name: ${name}
schedule: { cron: '0 6 * * MON', timeZone: Europe/Berlin }
mode: auto
select: { unusedFor: 60d, tags: { room: lab } }
exclude: { tags: { keep } }
`;

export interface DemoPolicy extends PolicyFile {
  text: string;
}

/** Writes the policy into a directory, and reads it as `offboard schedule apply` does. */
export const writePolicy = async (directory: string, name: string): Promise<DemoPolicy> => {
  const text = textOf(name);
  const file = join(directory, `${name}.yaml`);
  await writeFile(file, text);
  const read = readPolicy(file);
  if ('faults' in read) throw new PolicyError(read.faults);
  return { ...read, text };
};

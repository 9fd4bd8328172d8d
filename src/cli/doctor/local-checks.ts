import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openEvidence } from '../../evidence/open-evidence.ts';
import type { Settings } from '../../settings/settings.ts';
import { fail, ok, reason } from './check.ts';
import type { Check } from './check.ts';

/** Node runs TypeScript as it is since 22.18. */
export const nodeCheck = (version: string): Check => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18)
    ? ok('node', version)
    : fail('node', `${version} is too old`, 'Install Node 24, or 22.18 at least');
};

/** Evidence is written before every delete, so a place that refuses it stops every run. */
export const evidenceCheck = (settings: Settings['evidence']): Promise<Check> =>
  settings.s3 === undefined ? directoryCheck(settings.directory) : bucketCheck(settings);

const directoryCheck = async (directory: string): Promise<Check> => {
  const fix = 'Make it writable for this user, or choose another with OFFBOARDING_EVIDENCE_DIR';
  try {
    const existing = await nearestExisting(directory);
    if (!(await stat(existing)).isDirectory())
      return fail('evidence', `${existing} is not a directory`, fix);
    await access(existing, constants.W_OK);
    return ok('evidence', existing === directory ? directory : `${directory}, to be created`);
  } catch (error) {
    return fail('evidence', `${directory} cannot be written to: ${reason(error)}`, fix);
  }
};

/** Does what a worker does at its start: that alone tells whether records can be created once only. */
const bucketCheck = async (settings: Settings['evidence']): Promise<Check> => {
  const store = openEvidence(settings);
  try {
    return ok('evidence', `${store.objects.place}, store ${await store.id()}`);
  } catch (error) {
    const fix = 'See docs/evidence.md for what the bucket must grant, and check evidence.s3';
    return fail('evidence', reason(error), fix);
  }
};

const nearestExisting = async (path: string): Promise<string> =>
  access(path).then(
    () => path,
    () => (dirname(path) === path ? path : nearestExisting(dirname(path))),
  );

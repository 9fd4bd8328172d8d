import { isErrorAlone } from '../domain/clean-up/policy.ts';
import { matchesEveryName } from './every-name.ts';
import type { UnsureRun } from './next-runs.ts';
import { unsureRuns } from './next-runs.ts';
import type { PolicyContent } from './policy-schema.ts';
import { idleConditions } from './selection.ts';

/** What is sound in a policy file, and may still not be meant. */
export const warningsOf = ({ schedule, select, mode, limits }: PolicyContent): string[] => {
  const { calendar, timeZone } = schedule;
  return [
    ...idleConditions(select).map(({ key, why }) => `select.${key} leaves no desktop out: ${why}.`),
    ...(mode === 'auto' && !saysWhatIsNotNeeded(select) ? [takesWhatIsUsed] : []),
    ...(['maxShare', 'maxChange'] as const)
      .filter((key) => limits[key] === 1)
      .map((key) => `limits.${key} is 100 %, which is no limit. One in a hundred is written 1%.`),
    ...unsureRuns(calendar, timeZone, new Date()).map(changeOfClock(timeZone)),
  ];
};

/** Of a desktop's age, type or usual status nobody can tell whether somebody works on it. */
const saysWhatIsNotNeeded = ({ unusedFor, owner, tags, names, status }: PolicyContent['select']) =>
  [unusedFor, owner, tags].some((condition) => condition !== undefined) ||
  (names !== undefined && !matchesEveryName(names)) ||
  isErrorAlone(status);

const takesWhatIsUsed =
  'It deletes by itself desktops that people work on: nothing in select tells them apart. Add unusedFor, owner, tags or names.';

const changeOfClock =
  (timeZone: string) =>
  ({ shown, is }: UnsureRun): string =>
    `The clock of ${timeZone} ${is === 'skipped' ? `skips ${shown}, so that run is left out` : `shows ${shown} twice, so that run may happen twice`}. Choose a time at which it does not change, or UTC.`;

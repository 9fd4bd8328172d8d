import { unsureRun } from './next-runs.ts';
import type { PolicyContent } from './policy-schema.ts';
import { idleConditions } from './selection.ts';

/** What is sound in a policy file, and may still not be meant. */
export const warningsOf = ({ schedule, select }: PolicyContent): string[] => {
  const { calendar, timeZone } = schedule;
  const unsure = unsureRun(calendar, timeZone, new Date());
  return [
    ...idleConditions(select).map(({ key, why }) => `select.${key} leaves no desktop out: ${why}.`),
    ...(unsure === undefined
      ? []
      : [
          `The clock of ${timeZone} ${unsure.is === 'skipped' ? `skips ${unsure.shown}, so that run is left out` : `shows ${unsure.shown} twice, so that run may happen twice`}. Choose a time at which it does not change, or UTC.`,
        ]),
  ];
};

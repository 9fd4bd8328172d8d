import type { AloneDesktop, CleanUpResult, CleanUpStatus } from '../../domain/clean-up/result.ts';
import { inOneLine } from '../../domain/clean-up/result.ts';
import { localTime } from '../../domain/local-time.ts';
import { printable } from '../../domain/words.ts';
import { titledTable } from '../output.ts';

type Told = CleanUpStatus | CleanUpResult;

/** What makes a clean-up more than a run: the counts, the plan, who approved it, and what left its waves. */
export const cleanUpInWords = (told: Told, timeZone: string): string[] => [
  ...planInSentences(told, timeZone).map(printable),
  ...titledTable(
    ['EXCLUDED', 'WHY'],
    told.exclusions.map(({ desktopId, reason }) => [desktopId, reason]),
  ),
  ...aloneTable(told.alone),
];

const planInSentences = (told: Told, timeZone: string): string[] => {
  const { policy, mode, project, counts, plan, approvals } = told;
  const said = 'sentence' in told ? told.sentence : told.reason;
  const at = (iso: string) => `${localTime(iso, timeZone)} ${timeZone}`;
  return [
    inOneLine(counts),
    `Policy ${policy}, mode ${mode}, project ${project}.`,
    ...(plan === undefined
      ? []
      : [
          `Plan ${plan.digest}, by what was so at ${at(plan.now)}; it expires at ${at(plan.expiresAt)}.`,
          ...plan.beyond.filter((sentence) => !said.includes(sentence)),
        ]),
    ...approvals.map(({ approver, identity, at: when }) =>
      ['Approved by', approver, ...(identity ? [`(${identity})`] : []), `at ${at(when)}.`].join(
        ' ',
      ),
    ),
  ];
};

const aloneTable = (alone: readonly AloneDesktop[]): string[] =>
  titledTable(
    ['DESKTOP WITH A RUN OF ITS OWN', 'OUTCOME', 'WHY'],
    alone.map(({ desktopId, outcome = '', sentence }) => [desktopId, outcome, sentence]),
  );

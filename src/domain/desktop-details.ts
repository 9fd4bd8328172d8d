import { possibleVerbs } from './possible-verbs.ts';
import type { DesktopStatus } from './result.ts';
import type { At } from './run-details.ts';
import { runDetails } from './run-details.ts';
import { verbs } from './verbs.ts';

/** The run of one desktop in markdown, for the Web UI's current details. */
export const desktopDetails = (status: DesktopStatus): string =>
  runDetails(status, {
    possible: possibleVerbs(status).map((name) => ({ name, example: verbs[name].example })),
    standing: (at) => pastStopping(status, at),
  });

const pastStopping = ({ pointOfNoReturn, blocked }: DesktopStatus, at: At): string[] => [
  ...(pointOfNoReturn === undefined
    ? []
    : [
        `**Past the point of no return** since ${at(pointOfNoReturn.at)}: ${pointOfNoReturn.sentence} Hold and rescind come too late.`,
      ]),
  ...(blocked?.step === 'settleDeleteDesktop'
    ? ['Hold and rescind get their answer when this is resolved.']
    : []),
];

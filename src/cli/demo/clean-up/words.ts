import type { CleanUpStatus, PlanInBrief } from '../../../client.ts';
import type { Phrase } from '../words.ts';
import type { Lab } from './lab.ts';

/** What a clean-up does, in plain words; undefined where that was said before. */
export const phraseFor = ({ state, sentence, waves }: CleanUpStatus): Phrase | undefined => {
  const [wave] = waves;
  if (wave !== undefined)
    return { tone: 'under-way', text: `desktops ${wave.first} to ${wave.last}: ${wave.step}` };
  if (state === 'planned' || state === 'quarantined') return undefined;
  return { tone: 'waiting', text: `${state}: ${sentence}` };
};

/** A plan that waits: why it does, what it would delete, and what it keeps. */
export const planInWords = (lab: Lab, { digest, beyond, sample }: PlanInBrief): string[] => [
  `quarantined: ${beyond[0] ?? ''}`,
  ...Object.entries(Object.groupBy(sample.selected, ({ why }) => why)).map(
    ([why, desktops = []]) =>
      `plan ${digest.slice(0, 8)}… deletes ${namesOf(lab, desktops)}: ${why}`,
  ),
  ...sample.excluded.map((desktop) => `and keeps ${namesOf(lab, [desktop])}: ${desktop.reason}`),
];

/** `lab-1, lab-2` */
const namesOf = ({ desktops }: Lab, chosen: readonly { desktopId: string }[]): string =>
  desktops
    .filter((one) => chosen.some(({ desktopId }) => desktopId === one.desktopId))
    .map(({ computerName }) => computerName)
    .join(', ');

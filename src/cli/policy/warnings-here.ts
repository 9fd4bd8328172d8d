import { carries } from '../../domain/clean-up/carries.ts';
import type { CleanUpLimits } from '../../domain/clean-up/blast-radius.ts';
import type { EstateDesktop } from '../../domain/clean-up/estate.ts';
import { percent } from '../../domain/clean-up/percent.ts';
import type { CleanUpPolicy } from '../../domain/clean-up/policy.ts';
import { counted } from '../../domain/counted.ts';
import { namePatterns } from '../../domain/name-pattern.ts';
import { isCalled } from './is-called.ts';

/** What of a policy does nothing by the estate and the settings that are here; sentences. */
export const warningsHere = (
  { exclude, limits }: Pick<CleanUpPolicy, 'exclude' | 'limits'>,
  desktops: readonly EstateDesktop[],
  settings: CleanUpLimits,
): string[] => [
  ...idleExclusions(exclude, desktops),
  ...(['maxDesktops', 'maxShare', 'maxChange'] as const).flatMap((key) => {
    const own = limits[key];
    if (own === undefined || own <= settings[key]) return [];
    const [asked, allowed] = [own, settings[key]].map(
      key === 'maxDesktops' ? (most) => counted(most, 'desktop') : percent,
    );
    return [`limits.${key} is ${asked}, and the settings here allow ${allowed}: that holds.`];
  }),
];

/** Whoever wrote them meant some desktop to be kept. */
const idleExclusions = (
  { names, tags, desktops: listed }: CleanUpPolicy['exclude'],
  desktops: readonly EstateDesktop[],
): string[] => {
  const all = counted(desktops.length, 'desktop');
  const idle = (isOf: (desktop: EstateDesktop) => boolean, words: string) =>
    desktops.some(isOf) ? [] : [words];
  return [
    ...names.flatMap((pattern) => {
      const matching = namePatterns([pattern]);
      const isOf = ({ computerName }: EstateDesktop) => matching(computerName) !== undefined;
      return idle(isOf, `exclude.names: ${pattern} matches none of ${all}.`);
    }),
    ...Object.entries(tags).flatMap(([key, value]) => {
      const tag = value === '' ? key : `${key} = ${JSON.stringify(value)}`;
      const isOf = ({ facts }: EstateDesktop) => carries(facts.tags, key, value);
      return idle(isOf, `exclude.tags: none of ${all} carries ${tag}.`);
    }),
    ...listed.flatMap((name) =>
      idle((desktop) => isCalled(desktop, name), `exclude.desktops: ${name} is none of ${all}.`),
    ),
  ];
};

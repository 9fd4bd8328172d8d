import { percent } from '../domain/clean-up/percent.ts';
import type { CleanUpPolicy } from '../domain/clean-up/policy.ts';
import { counted } from '../domain/counted.ts';
import { calendarInWords, listed } from './calendar-in-words.ts';
import { span } from './span.ts';
import type { Timetable } from './timetable.ts';

type Select = CleanUpPolicy['select'];

/** What a policy selects, keeps and may do, and when: a sentence each. */
export const policyInWords = (policy: CleanUpPolicy, timetable: Timetable): string[] => [
  `It runs ${timetableInWords(timetable)}.`,
  `It selects desktops ${conditions(policy.select).join('; ')}.`,
  ...kept(policy),
  radius(policy),
  ending(policy),
  ...(policy.deleteUsers ? ['It also deletes the users whose last desktop goes.'] : []),
];

/** `at 06:00 on Monday, by the clock of Europe/Berlin, up to 10 minutes late` */
const timetableInWords = ({ calendar, timeZone, jitterMs, catchUpMs }: Timetable): string =>
  [
    `${calendarInWords(calendar)}, by the clock of ${timeZone}`,
    ...(jitterMs > 0 ? [`up to ${span(jitterMs)} later at random`] : []),
    `and up to ${span(catchUpMs)} late if it was missed`,
  ].join(', ');

const conditions = (select: Select): string[] => {
  const { owner, status, statusForMs, unusedForMs, names, types, createdBefore, olderThanMs } =
    select;
  const words: (string | undefined)[] = [
    owner && ownerInWords(owner),
    unusedForMs && `that nobody has used for ${span(unusedForMs)}`,
    status &&
      `whose status is ${listed(status, 'or')}${statusForMs === undefined ? '' : ` and has been for ${span(statusForMs)}`}`,
    select.tags && `with ${tagsInWords(select.tags, 'and')}`,
    names && `whose computer name matches ${listed(names, 'or')}`,
    types && `of type ${listed(types, 'or')}`,
    createdBefore && `created before ${createdBefore.slice(0, 16).replace('T', ' ')} UTC`,
    olderThanMs && `older than ${span(olderThanMs)}`,
  ].map((word) => word || undefined);
  return words.filter((word) => word !== undefined);
};

const ownerInWords = (owner: NonNullable<Select['owner']>): string => {
  if (owner === 'none') return 'that belong to nobody';
  if (owner === 'missing') return 'whose user has no record any more';
  const { length } = owner.userNames;
  return `of ${length === 1 ? 'one listed user' : `one of ${length} listed users`}`;
};

const kept = ({ exclude: { tags, names, desktops, users } }: CleanUpPolicy): string[] => {
  const words = [
    ...(Object.keys(tags).length > 0 ? [`those with ${tagsInWords(tags, 'or')}`] : []),
    ...(names.length > 0 ? [`those whose computer name matches ${listed(names, 'or')}`] : []),
    ...(desktops.length > 0 ? [`${desktops.length} by their id or name`] : []),
    ...(users.length > 0 ? [`those of ${counted(users.length, 'user')} by their id or name`] : []),
  ];
  return words.length === 0 ? [] : [`It keeps ${listed(words)}.`];
};

const tagsInWords = (tags: Readonly<Record<string, string>>, last: string): string =>
  `the tag ${listed(
    Object.entries(tags).map(([key, value]) =>
      value === '' ? key : `${key} = ${JSON.stringify(value)}`,
    ),
    last,
  )}`;

const radius = ({ limits: { maxDesktops, maxShare, maxChange } }: CleanUpPolicy): string => {
  const cases = [
    ...(maxDesktops === undefined ? [] : [`it selects more than ${maxDesktops} desktops`]),
    ...(maxShare === undefined ? [] : [`it selects more than ${percent(maxShare)} of the estate`]),
    ...(maxChange === undefined
      ? []
      : [
          `the number of desktops or users has changed by more than ${percent(maxChange)} since the last run`,
        ]),
    'it is more than the settings of the workers allow',
  ];
  return `A person must let it pass if ${listed(cases, 'or')}.`;
};

const ending = ({ mode, approval: { withinMs, approvals, approvers } }: CleanUpPolicy): string => {
  const who = approvers.length === 0 ? '' : `, out of ${approvers.length} who may give them`;
  const need = `${approvals} ${approvals === 1 ? 'approval' : 'approvals'}${who}`;
  switch (mode) {
    case 'plan':
      return `It makes a plan, and deletes nothing without ${need}, given within ${span(withinMs)}.`;
    case 'approve':
      return `It deletes what it planned after ${need}, given within ${span(withinMs)}.`;
    case 'auto':
      return `It deletes what it planned BY ITSELF; what a person must let pass needs ${need}, given within ${span(withinMs)}.`;
  }
};

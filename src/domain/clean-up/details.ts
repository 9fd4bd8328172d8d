import { counted } from '../counted.ts';
import type { At } from '../run-details.ts';
import { encodedLength, latest, line, runDetails } from '../run-details.ts';
import type { VerbName } from '../verbs.ts';
import { verbs } from '../verbs.ts';
import { possibleCleanUpVerbs } from './possible-verbs.ts';
import type { PlanInBrief } from './plan.ts';
import type { CleanUpStatus } from './result.ts';
import { inOneLine } from './result.ts';

/** A clean-up in markdown, for the Web UI's current details. Names nobody. */
export const cleanUpDetails = (status: CleanUpStatus): string =>
  runDetails(status, {
    possible: possibleCleanUpVerbs(status).map((name) => ({
      name,
      example: example(status, name),
    })),
    standing: (at) => standing(status, at),
    body: (_, room) => body(status, room),
  });

function example({ plan, alone }: CleanUpStatus, name: VerbName): string {
  if (name === 'approve') return `{"digest":"${plan?.digest ?? ''}","approver":"…"}`;
  const first = plan?.sample.selected[0]?.desktopId ?? alone[0]?.desktopId;
  if (name === 'exclude' && first !== undefined) return `{"desktopId":"${first}","reason":"…"}`;
  return verbs[name].example;
}

function standing({ counts, plan, waves, perMinute, exclusions }: CleanUpStatus, at: At): string[] {
  if (plan === undefined) return [];
  const { digest, now, expiresAt, beyond, deleteUsers } = plan;
  return [
    `**${inOneLine(counts)}**`,
    `Plan \`${digest}\` of ${at(now)}, which expires at ${at(expiresAt)}. Users are ${deleteUsers ? 'deleted with their last desktop' : 'kept'}.`,
    ...beyond.map((sentence) => `**Beyond the limits:** ${line(sentence)}`),
    ...(exclusions.length > 0
      ? [`Taken out by operators: ${counted(exclusions.length, 'desktop')}.`]
      : []),
    ...waves.map(({ first, last, step }) => `Desktops ${first} to ${last}: ${step}.`),
    ...(perMinute === undefined ? [] : [`${counted(perMinute, 'desktop')} a minute.`]),
  ];
}

function body(status: CleanUpStatus, room: number): string[] {
  const { plan, alone, state, beneath = state } = status;
  if (plan === undefined) return [];
  const [own, planned] = alone.length > 0 ? [aloneRows(status, room / 2), room / 2] : [[], room];
  return [...own, ...(beneath === 'running' ? [] : sample(plan, planned))];
}

function aloneRows({ alone }: CleanUpStatus, room: number): string[] {
  const head = '| desktop with a run of its own | where it stands |\n|:--|:--|';
  const rows = latest(
    alone,
    room - encodedLength(head),
    ({ desktopId, outcome, sentence }) =>
      `| ${desktopId}\u00a0\u00a0 | ${line([outcome, sentence].filter(Boolean).join(': '), 150)} |`,
  );
  const more = rows.length < alone.length ? [`The last ${rows.length} of ${alone.length}:`] : [];
  return rows.length === 0 ? [] : [...more, [head, ...rows].join('\n')];
}

function sample({ sample: { selected, excluded }, ...plan }: PlanInBrief, room: number): string[] {
  const head = '| desktop | plan |\n|:--|:--|';
  // The first of all that there is room for.
  const all = [
    ...selected.map(({ desktopId, why }) => [desktopId, `delete: ${why}`]),
    ...excluded.map(({ desktopId, reason }) => [desktopId, `keep: ${reason}`]),
  ].toReversed();
  const rows = latest(
    all,
    room - encodedLength(head),
    ([desktopId = '', what = '']) => `| ${desktopId}\u00a0\u00a0 | ${line(what, 150)} |`,
  ).toReversed();
  if (rows.length === 0) return [];
  const total = plan.selected + plan.excluded;
  const more =
    rows.length < total ? [`Some of ${total}; \`offboard plan show\` lists them all:`] : [];
  return [...more, [head, ...rows].join('\n')];
}

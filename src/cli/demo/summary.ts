import type { Violation } from '../../simulator/audit.ts';
import { style } from '../output.ts';
import type { Account, Fate } from './account.ts';
import { wrapped } from './wrapped.ts';

/** What became of each desktop and why: a line each, and its reason beneath. */
export const fatesTable = (fates: readonly Fate[], columns = 100): string => {
  const outcomeWidth = Math.max(...fates.map(({ outcome }) => outcome.length));
  const awkwardWidth = Math.max(...fates.map(({ actor }) => actor.part.awkward.length));
  return fates
    .map((fate) => {
      const { computerName, part } = fate.actor;
      const tone = fate.asExpected ? (colours[fate.outcome] ?? 'green') : 'red';
      const first = [
        style('bold', computerName),
        style(tone, fate.outcome.padEnd(outcomeWidth)),
        part.awkward.padEnd(awkwardWidth),
        fate.asExpected ? metBy(fate) : style('red', `expected: ${expectation(fate)}`),
      ];
      const indent = ' '.repeat(computerName.length + 2);
      const reason = wrapped(sentence(fate.reason), columns - indent.length);
      return [
        first.join('  ').trimEnd(),
        ...reason.map((line) => indent + style('dim', line)),
      ].join('\n');
    })
    .join('\n');
};

const colours: Readonly<Record<string, 'yellow' | 'cyan'>> = { blocked: 'yellow', kept: 'cyan' };

const metBy = ({ met }: Fate): string => {
  const codes = Object.entries(met).map(([code, times]) =>
    times === 1 ? code : `${code} ×${times}`,
  );
  return codes.length === 0 ? '' : style('dim', `met ${codes.join(', ')}`);
};

const expectation = ({ actor: { part } }: Fate): string =>
  part.user === undefined ? part.ends : `${part.ends}, user ${part.user}`;

/** Without what the outcome beside it says already. */
const sentence = (reason: string): string => {
  const rest = reason.replace('The desktop is gone: ', '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
};

/** The whole demo in a few lines. */
export const summaryOf = (account: Account, violations: readonly Violation[]): string => {
  const { desktops, deleted, alreadyGone, kept, blocked, historyEvents, apiCalls, seconds } =
    account;
  return [
    `${style('bold', `${desktops} desktops in ${seconds} s`)}: ${deleted} deleted, ${alreadyGone} already gone, ${kept} kept, ${blocked} waiting for a person.`,
    violations.length === 0
      ? `The simulator's audit: ${style('green', 'no violation')}. Nothing was deleted twice, in use, or from a wrong owner.`
      : style('red', `The simulator's audit: ${violations.length} violations.`),
    ...violations.map(({ kind, desktop_id: id, detail }) => `  ${kind} ${id}: ${detail}`),
    `History events: ${historyEvents.median} at the median, ${historyEvents.max} at most. API calls: ${apiCalls.median} and ${apiCalls.max}.`,
  ].join('\n');
};

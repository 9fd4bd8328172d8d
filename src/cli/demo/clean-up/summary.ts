import { policyInWords } from '../../../policies/policy-in-words.ts';
import { style } from '../../output.ts';
import { momentLines } from '../moments.ts';
import { wrapped } from '../wrapped.ts';
import type { CleanUpFate } from './follow-clean-up.ts';

/** The clean-up: its policy as written and in words, its moments, and what its evidence says of each desktop. */
export const cleanUpTable = (fate: CleanUpFate, columns = 100): string => {
  const { lab, policy, workflowId, result, moments, asExpected } = fate;
  const { name, awkward } = lab.role;
  const tone = asExpected ? 'green' : 'red';
  const inWords = policyInWords(policy.policy, policy.timetable).flatMap((words) =>
    wrapped(words, columns - 2),
  );
  return [
    `${style('bold', name)}  ${style(tone, result.outcome)}  ${awkward}: ${workflowId}`,
    ...policy.text.trim().split('\n').map(indented),
    ...inWords.map((line) => style('dim', indented(line))),
    ...momentLines(moments, columns),
    ...fatesOf(fate).map(
      ([desktop, outcome, reason]) => `  ${desktop}  ${outcome.padEnd(7)}  ${style('dim', reason)}`,
    ),
    indented(
      `Evidence: clean-ups/${lab.policy}/ and ${result.evidence?.document ?? 'no document'}`,
    ),
  ].join('\n');
};

const indented = (line: string) => `  ${line}`;

const fatesOf = ({ lab, rows }: CleanUpFate): [string, string, string][] =>
  lab.desktops.flatMap(({ desktopId, computerName }) =>
    rows
      .filter((row) => row.desktopId === desktopId)
      .map(({ outcome, reason }): [string, string, string] => [computerName, outcome, reason]),
  );

/** As `--json` prints it. */
export const cleanUpAccount = (fate: CleanUpFate) => {
  const { policy, result, historyEvents, moments } = fate;
  const { outcome, counts, plan, approvals, verbs, evidence } = result;
  return {
    policy: policy.text,
    outcome,
    quarantinedFor: plan?.beyond ?? [],
    counts,
    approvals: approvals.length,
    said: verbs.map((record) => `${record.verb}: ${record.outcome}`),
    desktops: fatesOf(fate).map(([name, became, why]) => ({ name, became, why })),
    evidence: evidence?.document,
    historyEvents,
    moments: moments.map(({ phrase }) => phrase.text),
  };
};

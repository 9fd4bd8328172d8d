import { printable } from '../../domain/words.ts';
import { nextRuns } from '../../policies/next-runs.ts';
import type { PolicyFile } from '../../policies/policy-file.ts';
import { readPolicies } from '../../policies/policy-files.ts';
import { policyInWords } from '../../policies/policy-in-words.ts';
import { timeInZone } from '../../policies/zone-clock.ts';
import { sentence } from '../../settings/fault.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say, style } from '../output.ts';
import type { Explanation } from './explain-policy.ts';

export interface CheckOptions extends GlobalOptions {
  explain?: boolean;
  desktop?: string;
}

interface Checked extends PolicyFile {
  explained?: Explanation;
}

/** Says what policy files mean, or everything that is wrong with them. */
export const checkPolicies = async (
  paths: readonly string[],
  options: CheckOptions,
): Promise<ExitCode> => {
  const { policies, faults } = readPolicies(paths);
  const checked: Checked[] =
    options.explain || options.desktop ? await explained(policies, options) : policies;
  if (options.json) printJson({ policies: checked.map(asData), faults });
  else if (checked.length > 0)
    print(checked.map((policy) => inWords(policy).join('\n')).join('\n\n'));
  for (const { file, warnings } of checked)
    for (const warning of warnings)
      say(`${style('yellow', 'warning:', process.stderr)} ${file}: ${warning}`);
  for (const fault of faults)
    say(`${style('red', 'error:', process.stderr)} ${printable(sentence(fault))}`);
  if (faults.length > 0) return exitCode.usage;
  if (checked.some(({ explained: found }) => found !== undefined))
    say('Nothing was changed. This is by the settings here; a run goes by those of its workers.');
  return exitCode.done;
};

const explained = async (
  policies: readonly PolicyFile[],
  options: CheckOptions,
): Promise<Checked[]> => {
  const { explainPolicy } = await import('./explain-policy.ts');
  const found: Checked[] = [];
  for (const file of policies)
    found.push({ ...file, explained: await explainPolicy(file.policy, options) });
  return found;
};

const runsShown = 3;

const nextOf = ({ timetable: { calendar, timeZone } }: PolicyFile): Date[] =>
  nextRuns(calendar, timeZone, new Date()).take(runsShown).toArray();

const inWords = (checked: Checked): string[] => {
  const { file, policy, timetable, explained: found } = checked;
  const next = nextOf(checked).map((run) => timeInZone(run, timetable.timeZone));
  return [
    `${style('bold', policy.name)} (${file})`,
    ...policyInWords(policy, timetable),
    `Next runs: ${next.join(', ')}.`,
    ...(found === undefined ? [] : found.inWords),
  ].map((line) => (line.includes('\n') ? line : printable(line)));
};

const asData = (checked: Checked) => {
  const { file, policy, timetable, warnings, explained: found } = checked;
  return {
    file,
    policy,
    inWords: policyInWords(policy, timetable),
    nextRuns: nextOf(checked).map((run) => run.toISOString()),
    warnings,
    ...(found && { plan: found.data }),
  };
};

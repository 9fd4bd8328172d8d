import { printable } from '../../domain/words.ts';
import { nextRuns } from '../../policies/next-runs.ts';
import type { PolicyFile } from '../../policies/policy-file.ts';
import { readPolicies } from '../../policies/policy-files.ts';
import { policyInWords } from '../../policies/policy-in-words.ts';
import { timeInZone } from '../../policies/zone-clock.ts';
import { SettingsError, sentence } from '../../settings/fault.ts';
import type { Fault } from '../../settings/fault.ts';
import { loadProjectNames, loadSettings } from '../../settings/load-settings.ts';
import type { Settings } from '../../settings/settings.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { CommandError } from '../command-error.ts';
import { print, printJson, say, style } from '../output.ts';
import { sayHowFar } from '../say-how-far.ts';
import type { Explanation } from './explain-policy.ts';
import { warnedOfProjects } from './unknown-project.ts';

export interface CheckOptions extends GlobalOptions {
  explain?: boolean;
  desktop?: string;
}

interface Checked extends PolicyFile {
  explained?: Explanation;
  /** Why it is not explained. */
  failure?: CommandError;
}

/** Says what policy files mean, or everything that is wrong with them. */
export const checkPolicies = async (
  paths: readonly string[],
  options: CheckOptions,
): Promise<ExitCode> => {
  const { policies, faults: ofFiles } = readPolicies(paths, sayHowFar('Reading policy files'));
  const settings = settingsFor(options);
  const faults = [...ofFiles, ...settings.faults];
  const checked: Checked[] = settings.whole
    ? await explained(policies, settings.whole, options)
    : warnedOfProjects(policies, options);
  if (options.json) printJson({ policies: checked.map(asData), faults });
  else if (checked.length > 0)
    print(checked.map((policy) => inWords(policy).join('\n')).join('\n\n'));
  for (const { file, warnings } of checked)
    for (const warning of warnings)
      say(`${style('yellow', 'warning:', process.stderr)} ${file}: ${warning}`);
  const failures = checked.flatMap(({ file, failure }) => (failure ? [{ file, failure }] : []));
  for (const error of [
    ...failures.map(({ file, failure }) => `${file}: ${failure.message}`),
    ...faults.map(sentence),
  ])
    say(`${style('red', 'error:', process.stderr)} ${printable(error)}`);
  if (faults.length > 0) return exitCode.usage;
  if (checked.some(({ explained: found }) => found !== undefined))
    say('Nothing was changed. This is by the settings here; a run goes by those of its workers.');
  return failures[0]?.failure.exitCode ?? exitCode.done;
};

/**
 * The settings, if policies are to be explained; and what is wrong with them. A policy can be checked
 * without any, so that only those are minded that somebody has named.
 */
const settingsFor = ({
  config,
  explain,
  desktop,
}: CheckOptions): { whole?: Settings; faults: readonly Fault[] } => {
  const source = { file: config, env: process.env };
  try {
    if (explain || desktop) return { whole: loadSettings(source), faults: [] };
    if (config ?? process.env['OFFBOARDING_CONFIG']) loadProjectNames(source);
    return { faults: [] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { faults: error.faults };
  }
};

/** One that cannot be explained must not hide what is said of the others. */
const explained = async (
  policies: readonly PolicyFile[],
  settings: Settings,
  options: CheckOptions,
): Promise<Checked[]> => {
  const { explainPolicy } = await import('./explain-policy.ts');
  const found: Checked[] = [];
  const howFar = sayHowFar('Explaining policies', 1);
  for (const [done, file] of policies.entries()) {
    howFar(done, policies.length);
    try {
      const explanation = await explainPolicy(file.policy, settings, options);
      const warnings = [...file.warnings, ...explanation.warnings];
      found.push({ ...file, warnings, explained: explanation });
    } catch (failure) {
      if (!(failure instanceof CommandError)) throw failure;
      found.push({ ...file, failure });
    }
  }
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
  const { file, policy, timetable, warnings, explained: found, failure } = checked;
  return {
    file,
    policy,
    inWords: policyInWords(policy, timetable),
    nextRuns: nextOf(checked).map((run) => run.toISOString()),
    warnings,
    ...(found && { plan: found.data }),
    ...(failure && { failure: failure.message }),
  };
};

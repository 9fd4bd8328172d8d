import { makeCleanUpPlan } from '../../activities/plan/make-clean-up-plan.ts';
import type { MadeCleanUpPlan } from '../../activities/plan/make-clean-up-plan.ts';
import type { CleanUpPolicy } from '../../domain/clean-up/policy.ts';
import { explain } from '../../domain/clean-up/select.ts';
import { openEvidence } from '../../evidence/open-evidence.ts';
import type { Settings } from '../../settings/settings.ts';
import { workspaceClient } from '../../workspace/client.ts';
import { connect } from '../../workspace/connection.ts';
import { isWorkspaceError } from '../../workspace/errors/workspace-error.ts';
import { treatmentTable } from '../../workspace/treatment.ts';
import { CommandError } from '../command-error.ts';
import { projectNamed } from '../desktop/find-desktop.ts';
import { exitCode } from '../exit-code.ts';
import { titledTable } from '../output.ts';
import type { CheckOptions } from './check-policies.ts';
import { isCalled } from './is-called.ts';
import { warningsHere } from './warnings-here.ts';

/** What a policy would plan now, and why. */
export interface Explanation {
  inWords: string[];
  data: unknown;
  /** What of it does nothing here. */
  warnings: string[];
}

/** Reads the estate and plans as a run would, but for the runs that are open. Stores nothing. */
export const explainPolicy = async (
  content: CleanUpPolicy,
  settings: Settings,
  { desktop }: Pick<CheckOptions, 'desktop'>,
): Promise<Explanation> => {
  const treat = treatmentTable(settings.errorCodes);
  const project = projectNamed(settings, content.project);
  const made = await makeCleanUpPlan(
    {
      policy: settings.policy,
      timeZone: settings.worker.timeZone,
      treat,
      keep: settings.leavers.keep,
      limits: settings.cleanUp,
      project: project.name,
      workspace: workspaceClient(connect(project, { limits: settings.limits, treat })),
      objects: openEvidence(settings.evidence).objects,
      evidenceStore: '',
      openRuns: async () => new Set<string>(),
    },
    content,
  ).catch((error: unknown) => {
    if (!isWorkspaceError(error)) throw error;
    const message = `${error.message}. ${treat(error).advice}`;
    throw new CommandError(message, exitCode.failed, { cause: error });
  });
  const meant = made.desktops.filter((one) => desktop === undefined || isCalled(one, desktop));
  if (meant.length === 0 && desktop !== undefined)
    throw new CommandError(`Project ${project.name} has no desktop ${desktop}.`);
  const names = new Map(meant.map((one) => [one.facts.desktopId, one.computerName]));
  const rows = [...made.verdicts].flatMap(([desktopId, verdict]) => {
    const computerName = names.get(desktopId);
    if (computerName === undefined) return [];
    return [{ desktopId, computerName, is: verdict.is, why: explain(verdict) }];
  });
  return {
    inWords: [
      ...inWords(made),
      ...titledTable(
        ['DESKTOP', 'NAME', 'WHY'],
        rows.map(({ desktopId, computerName, why }) => [desktopId, computerName || '-', why]),
      ),
    ],
    data: { ...counts(made), beyond: made.beyond, desktops: rows },
    warnings: warningsHere(content, made.desktops, settings.cleanUp),
  };
};

const counts = ({ plan: { project, seen, selected, excluded } }: MadeCleanUpPlan) => ({
  project,
  seen,
  selected: selected.length,
  excluded: excluded.length,
});

const inWords = (made: MadeCleanUpPlan): string[] => {
  const { project, seen, selected, excluded } = counts(made);
  return [
    `Now it would select ${selected} of ${seen.desktops} desktops in ${project}, and keep ${excluded} that meet its conditions.`,
    ...(made.beyond.length === 0
      ? ['That is within what may pass without a person.']
      : ['A person would have to let it pass:', ...made.beyond.map((sentence) => `- ${sentence}`)]),
  ];
};

import { OwnRefusal } from '../../activities/attempt/own-refusal.ts';
import { makePlan } from '../../activities/plan/make-plan.ts';
import type { Planning } from '../../activities/plan/make-plan.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { leaverRules } from '../../settings/terms-for.ts';
import type { Settings } from '../../settings/settings.ts';
import { workspaceClient } from '../../workspace/client.ts';
import { connect } from '../../workspace/connection.ts';
import { isWorkspaceError } from '../../workspace/errors/workspace-error.ts';
import { treatmentTable } from '../../workspace/treatment.ts';
import { CommandError } from '../command-error.ts';
import { projectNamed } from '../desktop/find-desktop.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { say } from '../output.ts';
import { leaverOf } from './leaver-of.ts';
import type { LeaverOptions } from './leaver-of.ts';
import { showPlan } from './show-plan.ts';

export interface PlanOptions extends GlobalOptions, LeaverOptions {
  project?: string;
}

/** Prints the plan that a case of this person would make now, by the settings of this machine. */
export const planLeaver = async (given: string, options: PlanOptions): Promise<ExitCode> => {
  const settings = loadSettings({ file: options.config, env: process.env });
  const { timeZone } = settings.worker;
  const { sender, leaver } = leaverOf(given, options, timeZone);
  const { personId } = leaver;
  const request = { sender, personId, leaver, withoutGrace: false, excluded: [] };
  const planning = planningBy(settings, options.project);
  const { plan, digest, remarks, terms } = await makePlan(planning, request).catch(
    (error: unknown) => {
      throw inASentence(error, planning);
    },
  );
  const { approvals: approvalsNeeded, approvers } = terms;
  showPlan(
    { plan, digest, remarks, approvals: [], approvalsNeeded, approvers },
    { json: options.json, timeZone },
  );
  say('Nothing was changed. This is by the settings here; a case goes by those of its workers.');
  return exitCode.done;
};

const planningBy = (settings: Settings, only: string | undefined): Planning => {
  const { limits } = settings;
  const treat = treatmentTable(settings.errorCodes);
  const projects = only === undefined ? settings.projects : [projectNamed(settings, only)];
  const connections = new Map(
    projects.map((project) => [project.name, connect(project, { limits, treat })]),
  );
  return {
    policy: settings.policy,
    leavers: leaverRules(settings),
    timeZone: settings.worker.timeZone,
    treat,
    projects: [...connections.keys()],
    workspaceIn: (name) => {
      const connection = connections.get(name);
      if (connection === undefined) throw new TypeError(`no project is called ${name}`);
      return workspaceClient(connection);
    },
  };
};

const inASentence = (error: unknown, { treat }: Planning): unknown => {
  if (error instanceof OwnRefusal) {
    const { message, type, mayPass } = error;
    if (mayPass) return new CommandError(`${message} Try again.`, exitCode.failed, { type });
    const words = `${message} Check --user-name and --domain.`;
    return new CommandError(words, exitCode.needsDecision, { type });
  }
  if (!isWorkspaceError(error)) return error;
  const message = `${error.message}. ${treat(error).advice}`;
  return new CommandError(message, exitCode.failed, { cause: error });
};

import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import * as v from 'valibot';
import { createOffboardingClient } from '../../client.ts';
import type { OffboardDesktopInput, OffboardingClient, Run } from '../../client.ts';
import { desktopIdSchema } from '../../domain/order.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import type { DesktopDetail } from '../../workspace/client.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { followRun } from '../follow-run.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say } from '../output.ts';
import { exitCodeOf } from '../run-view.ts';
import { showRun } from '../show-run.ts';
import { withTemporal } from '../temporal-client.ts';
import { confirm } from './confirm.ts';
import { findDesktop, projectNamed } from './find-desktop.ts';
import { ownerOf } from './owner.ts';
import type { Owner } from './owner.ts';

export interface DesktopOptions extends GlobalOptions {
  dryRun?: boolean;
  confirm?: string;
  expectOwner?: string;
  deleteUsers?: boolean;
  email?: boolean;
  project?: string;
  wait?: boolean;
}

/** Reads a desktop and its owner, asks for confirmation, and starts its run. */
export const offboardDesktop = async (
  given: string,
  options: DesktopOptions,
): Promise<ExitCode> => {
  const { dryRun = false, wait = dryRun, json } = options;
  if (!v.is(desktopIdSchema, given))
    throw new CommandError(
      `"${given}" cannot be the id of a desktop: an id is letters, digits, - and _ only.`,
      exitCode.usage,
    );
  const settings = loadSettings({ file: options.config, env: process.env });
  const project = projectNamed(settings, options.project);
  const desktop = await findDesktop(project, given, settings);
  const owner = ownerOf(desktop, options.expectOwner);
  introduce(desktop, owner, project.name);

  const desktopId = desktop.desktop_id;
  if (!dryRun) await confirm(desktopId, options.confirm);
  return withTemporal(async ({ client }) => {
    const { workflowId, runId } = await start(createOffboardingClient(client), {
      desktopId,
      expectedOwner: owner.userId,
      project: project.name,
      deleteUsers: options.deleteUsers ?? false,
      emailNotification: options.email ?? false,
      dryRun,
    });
    if (!wait) {
      if (json) printJson({ workflowId, runId, desktopId, expectedOwner: owner.userId });
      else print(workflowId);
      say(`Watch it with: offboard status ${workflowId} --watch`);
      return exitCode.done;
    }
    const view = await followRun(client, workflowId);
    showRun(view, { json });
    return exitCodeOf(view);
  });
};

const introduce = (desktop: DesktopDetail, { userId, name }: Owner, project: string) => {
  const whose = userId === null ? 'has no user' : `belongs to ${name} (user id ${userId})`;
  const words = [desktop.status, desktop.login_status, desktop.task_status].filter(Boolean);
  const called = desktop.computer_name ? `, ${desktop.computer_name}` : '';
  say(
    `Desktop ${desktop.desktop_id}${called}, in project ${project}, ${whose}; ${words.join(', ')}.`,
  );
};

const start = async (offboarding: OffboardingClient, order: OffboardDesktopInput): Promise<Run> => {
  try {
    return await offboarding.startOffboardDesktop(order);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new CommandError(
      `A run for this desktop is open already; nothing was ordered. Watch it with: offboard status ${error.workflowId} --watch`,
      exitCode.failed,
      { cause: error },
    );
  }
};

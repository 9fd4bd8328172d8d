import * as v from 'valibot';
import { desktopIdSchema } from '../../domain/order.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import type { DesktopDetail } from '../../workspace/client.ts';
import { CommandError } from '../command-error.ts';
import { confirm } from '../confirm.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { say } from '../output.ts';
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

/** Reads a desktop and its owner, has the id confirmed, and starts its run. */
export const offboardDesktop = async (
  given: string,
  options: DesktopOptions,
): Promise<ExitCode> => {
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
  if (!options.dryRun)
    await confirm({ what: 'desktop', id: desktopId, toDo: 'delete this desktop' }, options.confirm);
  // Temporal's client takes a while to load; whoever is refused need not wait for it.
  const { startRun } = await import('./start-run.ts');
  return startRun(
    {
      desktopId,
      expectedOwner: owner.userId,
      project: project.name,
      deleteUsers: options.deleteUsers ?? false,
      emailNotification: options.email ?? false,
      dryRun: options.dryRun ?? false,
    },
    { ...options, taskQueue: settings.worker.taskQueue },
  );
};

const introduce = (desktop: DesktopDetail, { userId, name }: Owner, project: string) => {
  const whose = userId === null ? 'has no user' : `belongs to ${name} (user id ${userId})`;
  const words = [desktop.status, desktop.login_status, desktop.task_status].filter(Boolean);
  const called = desktop.computer_name ? `, ${desktop.computer_name}` : '';
  say(
    `Desktop ${desktop.desktop_id}${called}, in project ${project}, ${whose}; ${words.join(', ')}.`,
  );
};

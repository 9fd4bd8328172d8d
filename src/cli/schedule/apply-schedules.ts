import type { Client } from '@temporalio/client';
import { loadWorkerSettings } from '../../settings/load-settings.ts';
import { listed } from '../../policies/calendar-in-words.ts';
import { PolicyError } from '../../policies/policy-error.ts';
import { readPolicies } from '../../policies/policy-files.ts';
import { cleanUpId } from '../../workflows/contract.ts';
import type { Consequence } from '../confirm.ts';
import { confirm } from '../confirm.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say } from '../output.ts';
import { warnedOfProjects } from '../policy/unknown-project.ts';
import { sayHowFar } from '../say-how-far.ts';
import { withTemporal } from '../temporal-client.ts';
import { changeInWords } from './change-in-words.ts';
import { goesOn, openRuns } from './our-schedules.ts';
import { carryOut, scheduleChanges } from './schedule-changes.ts';
import type { ScheduleChange } from './schedule-changes.ts';

export interface ApplyOptions extends GlobalOptions {
  prune?: boolean;
  dryRun?: boolean;
  confirm?: string;
}

/** Makes the schedules equal to the policy files of a directory, and says first what that changes. */
export const applySchedules = (path: string, options: ApplyOptions): Promise<ExitCode> => {
  const { policies: read, faults } = readPolicies([path], sayHowFar('Reading policy files'));
  if (faults.length > 0) throw new PolicyError(faults);
  const policies = warnedOfProjects(read, options);
  for (const { file, warnings } of policies)
    for (const warning of warnings) say(`${file}: ${warning}`);
  const { taskQueue } = loadWorkerSettings({ file: options.config, env: process.env });
  return withTemporal(async ({ client }) => {
    const changes = await scheduleChanges(client, policies, taskQueue, options.prune ?? false);
    if (!options.json) print(changes.map(changeInWords).join('\n'));
    const dangers = dangersIn(changes);
    if (!options.dryRun) {
      if (dangers !== undefined) await confirm(dangers, options.confirm);
      await carryOutAll(client, changes);
      for (const workflowId of changes.flatMap(untold)) say(goesOn(workflowId));
    }
    if (options.json) printJson({ applied: !options.dryRun, changes: changes.map(asData) });
    say(summary(changes, options.dryRun ?? false));
    if (options.dryRun && dangers !== undefined)
      say(`To ${dangers.toDo}, it will want: --confirm ${dangers.id}`);
    return exitCode.done;
  });
};

const carryOutAll = async (client: Client, changes: readonly ScheduleChange[]): Promise<void> => {
  const due = changes.filter(({ is }) => is !== 'unchanged' && is !== 'not in the files');
  const howFar = sayHowFar('Changing schedules');
  for (const [at, change] of due.entries())
    try {
      howFar(at, due.length);
      await carryOut(client, change);
    } catch (error) {
      say(`Stopped at ${change.policy}: ${at} of ${due.length} changes were made, and stay.`);
      throw error;
    }
};

/** Runs that are open, and have been told nothing of a change. */
const untold = (change: ScheduleChange): string[] =>
  change.is === 'update' || change.is === 'delete' ? openRuns(change.found.description) : [];

/** What deletes a schedule, or lets a policy delete desktops by itself, wants the names typed. */
const dangersIn = (changes: readonly ScheduleChange[]): Consequence | undefined => {
  const deleted = changes.filter(({ is }) => is === 'delete').map(({ policy }) => policy);
  const automatic = changes
    .filter((change) => 'file' in change && change.file.policy.mode === 'auto')
    .map(({ policy }) => policy);
  const names = [...deleted, ...automatic];
  if (names.length === 0) return undefined;
  const toDo = [
    ...(deleted.length > 0 ? [`delete the schedule of ${listed(deleted)}`] : []),
    ...(automatic.length > 0 ? [`let ${listed(automatic)} delete desktops by itself`] : []),
  ];
  const what = names.length === 1 ? 'policy' : 'list of policies';
  const called = names.length === 1 ? 'name of the policy' : 'names of these policies, with commas';
  return { what, id: names.join(','), called, toDo: listed(toDo) };
};

const asData = (change: ScheduleChange) => ({
  policy: change.policy,
  scheduleId: cleanUpId(change.policy),
  change: change.is,
  ...(change.is === 'update' && { fields: change.fields }),
});

const summary = (changes: readonly ScheduleChange[], isDryRun: boolean): string => {
  const count = (is: ScheduleChange['is']) => changes.filter((change) => change.is === is).length;
  const left = count('not in the files');
  return [
    `${isDryRun ? 'Nothing was changed. It would be: ' : ''}${count('create')} created, ${count('update')} updated, ${count('delete')} deleted, ${count('unchanged')} unchanged.`,
    ...(left === 0
      ? []
      : [`Not in the files, and left as they are: ${left}. Delete them with --prune.`]),
  ].join(' ');
};

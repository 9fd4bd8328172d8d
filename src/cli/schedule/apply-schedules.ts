import type { Client } from '@temporalio/client';
import { loadWorkerSettings } from '../../settings/load-settings.ts';
import { listed } from '../../policies/calendar-in-words.ts';
import { PolicyError } from '../../policies/policy-error.ts';
import type { PolicyFile } from '../../policies/policy-file.ts';
import { readPolicies } from '../../policies/policy-files.ts';
import { printable } from '../../domain/words.ts';
import { cleanUpId } from '../../workflows/contract.ts';
import { confirm } from '../confirm.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say } from '../output.ts';
import { withTemporal } from '../temporal-client.ts';
import { differences } from './difference.ts';
import type { FieldChange } from './difference.ts';
import { findSchedule, ourMemo, ourSchedules } from './our-schedules.ts';
import type { OurSchedule } from './our-schedules.ts';
import { contentFor, contentIn, optionsOf } from './schedule-content.ts';
import type { ScheduleContent } from './schedule-content.ts';

export interface ApplyOptions extends GlobalOptions {
  prune?: boolean;
  dryRun?: boolean;
  confirm?: string;
}

/** What is to become of the schedule of one policy. */
type Change = { policy: string } & (
  | { is: 'create'; file: PolicyFile; content: ScheduleContent }
  | {
      is: 'update';
      file: PolicyFile;
      content: ScheduleContent;
      found: OurSchedule;
      fields: FieldChange[];
    }
  | { is: 'unchanged' }
  /** No file names it: deleted by --prune, and left where it is otherwise. */
  | { is: 'delete' | 'not in the files'; found: OurSchedule }
);

/** Makes the schedules equal to the policy files of a directory, and says first what that changes. */
export const applySchedules = (path: string, options: ApplyOptions): Promise<ExitCode> => {
  const { policies, faults } = readPolicies([path]);
  if (faults.length > 0) throw new PolicyError(faults);
  for (const { file, warnings } of policies)
    for (const warning of warnings) say(`${file}: ${warning}`);
  const { taskQueue } = loadWorkerSettings({ file: options.config, env: process.env });
  return withTemporal(async ({ client }) => {
    const changes = await changesFor(client, policies, taskQueue, options.prune ?? false);
    if (!options.json) print(changes.map(inWords).join('\n'));
    if (!options.dryRun) {
      await confirmDangers(changes, options.confirm);
      for (const change of changes) await carryOut(client, change);
    }
    if (options.json) printJson({ applied: !options.dryRun, changes: changes.map(asData) });
    say(summary(changes, options.dryRun ?? false));
    return exitCode.done;
  });
};

const changesFor = async (
  client: Client,
  policies: readonly PolicyFile[],
  taskQueue: string,
  prune: boolean,
): Promise<Change[]> => {
  const changes: Change[] = [];
  for (const file of policies) {
    const policy = file.policy.name;
    const content = contentFor(file, taskQueue);
    const found = await findSchedule(client, policy);
    const fields = found && differences(contentIn(found.description), content);
    if (found === undefined) changes.push({ policy, is: 'create', file, content });
    else if (fields?.length === 0) changes.push({ policy, is: 'unchanged' });
    else changes.push({ policy, is: 'update', file, content, found, fields: fields ?? [] });
  }
  const named = new Set(policies.map(({ policy }) => policy.name));
  const others = (await ourSchedules(client)).filter(({ policy }) => !named.has(policy));
  const is = prune ? 'delete' : 'not in the files';
  return [...changes, ...others.map((found): Change => ({ policy: found.policy, is, found }))];
};

/** What deletes a schedule, or lets a policy delete desktops by itself, wants the names typed. */
const confirmDangers = async (
  changes: readonly Change[],
  confirmed: string | undefined,
): Promise<void> => {
  const deleted = changes.filter(({ is }) => is === 'delete').map(({ policy }) => policy);
  const automatic = changes
    .filter((change) => 'file' in change && change.file.policy.mode === 'auto')
    .map(({ policy }) => policy);
  const names = [...deleted, ...automatic];
  if (names.length === 0) return;
  const toDo = [
    ...(deleted.length > 0 ? [`delete the schedule of ${listed(deleted)}`] : []),
    ...(automatic.length > 0 ? [`let ${listed(automatic)} delete desktops by itself`] : []),
  ];
  const what = names.length === 1 ? 'policy' : 'list of policies';
  const called = names.length === 1 ? 'name of the policy' : 'names of these policies, with commas';
  await confirm({ what, id: names.join(','), called, toDo: listed(toDo) }, confirmed);
};

const carryOut = async (client: Client, change: Change): Promise<void> => {
  switch (change.is) {
    case 'create': {
      const scheduleId = cleanUpId(change.policy);
      await client.schedule.create({ scheduleId, memo: ourMemo, ...optionsOf(change.content) });
      return;
    }
    case 'update':
      return change.found.handle.update(({ state }) => ({ ...optionsOf(change.content), state }));
    case 'delete':
      return change.found.handle.delete();
    case 'unchanged':
    case 'not in the files':
  }
};

const inWords = (change: Change): string => {
  const line = `${change.is.padEnd(9)}  ${change.policy}`;
  switch (change.is) {
    case 'create':
      return `${line}: mode ${change.file.policy.mode}`;
    case 'update':
      return [
        line,
        ...change.fields.map(
          ({ field, from, to }) =>
            `             ${field}: ${printable(from) || 'none'} → ${printable(to) || 'none'}`,
        ),
      ].join('\n');
    default:
      return line;
  }
};

const asData = (change: Change) => ({
  policy: change.policy,
  scheduleId: cleanUpId(change.policy),
  change: change.is,
  ...(change.is === 'update' && { fields: change.fields }),
});

const summary = (changes: readonly Change[], isDryRun: boolean): string => {
  const count = (is: Change['is']) => changes.filter((change) => change.is === is).length;
  const left = count('not in the files');
  return [
    `${isDryRun ? 'Nothing was changed. It would be: ' : ''}${count('create')} created, ${count('update')} updated, ${count('delete')} deleted, ${count('unchanged')} unchanged.`,
    ...(left === 0 ? [] : [`${left} are in no file and stay; delete them with --prune.`]),
  ].join(' ');
};

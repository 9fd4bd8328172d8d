import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import type { ApplyOptions } from '../schedule/apply-schedules.ts';
import type { ReasonOptions } from '../schedule/steer-schedule.ts';
import { examples } from './examples.ts';
import { oneLineReason } from './reason.ts';

const policyArgument = ['<policy>', 'its name, or the id of its schedule'] as const;

export const scheduleCommand = (): Command =>
  new Command('schedule')
    .summary('when policies of clean-ups run')
    .description(
      'Each policy file has a Temporal Schedule of the id clean-up/<policy>, which holds all of it: also the names in its lists. Other schedules are never touched.',
    )
    .addCommand(applyCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(triggerCommand())
    .addCommand(deleteCommand())
    .addHelpText(
      'after',
      examples(
        'offboard schedule apply policies --dry-run',
        'offboard schedule list',
        'offboard schedule trigger idle-60-days',
      ),
    );

const applyCommand = () =>
  new Command('apply')
    .summary('make the schedules equal to policy files')
    .description(
      'Shows what differs and makes the schedules equal to the policy files of a directory. What is the same stays as it is, and what is paused stays paused.',
    )
    .argument('<directory>', 'of policy files, or one file')
    .option('--dry-run', 'only show what differs')
    .option('--prune', 'delete schedules of ours that no file names')
    .option(
      '--confirm <names>',
      'the policies that lose their schedule, or delete by themselves, with commas, where nobody can be asked',
    )
    .addHelpText(
      'after',
      examples(
        'offboard schedule apply policies --dry-run',
        'offboard schedule apply policies --prune --confirm old-policy',
      ),
    )
    .action(async (path: string, _options: unknown, self: Command) => {
      const { applySchedules } = await import('../schedule/apply-schedules.ts');
      process.exitCode = await applySchedules(path, self.optsWithGlobals<ApplyOptions>());
    });

const listCommand = () =>
  new Command('list')
    .summary('schedules with their next and last runs')
    .description(
      'Lists the schedules of policies: the next run by the clock of their zone, how the last one stands, how many were left out, and which are paused and why.',
    )
    .action(async (_options: unknown, self: Command) => {
      const { listSchedules } = await import('../schedule/list-schedules.ts');
      process.exitCode = await listSchedules(self.optsWithGlobals<GlobalOptions>());
    });

const showCommand = () =>
  new Command('show')
    .summary('what one schedule does, and when')
    .description('Shows what the runs of a policy do, the next ones, and how the last one stands.')
    .argument(...policyArgument)
    .action(async (policy: string, _options: unknown, self: Command) => {
      const { showSchedule } = await import('../schedule/show-schedule.ts');
      process.exitCode = await showSchedule(policy, self.optsWithGlobals<GlobalOptions>());
    });

const pauseCommand = () =>
  new Command('pause')
    .summary('begin no runs of a policy')
    .description('Lets no run of a policy begin until it is resumed. One that is open goes on.')
    .argument(...policyArgument)
    .requiredOption('--reason <text>', 'why; shown beside the schedule', oneLineReason)
    .action(async (policy: string, _options: unknown, self: Command) => {
      const { pauseSchedule } = await import('../schedule/steer-schedule.ts');
      process.exitCode = await pauseSchedule(policy, self.optsWithGlobals<ReasonOptions>());
    });

const resumeCommand = () =>
  new Command('resume')
    .summary('begin runs of a policy again')
    .description('Lets a policy run by its schedule again.')
    .argument(...policyArgument)
    .requiredOption('--reason <text>', 'why; shown beside the schedule', oneLineReason)
    .action(async (policy: string, _options: unknown, self: Command) => {
      const { resumeSchedule } = await import('../schedule/steer-schedule.ts');
      process.exitCode = await resumeSchedule(policy, self.optsWithGlobals<ReasonOptions>());
    });

const triggerCommand = () =>
  new Command('trigger')
    .summary('begin a run of a policy now')
    .description(
      'Begins a run of a policy now, also while its schedule is paused, unless one is open.',
    )
    .argument(...policyArgument)
    .action(async (policy: string, _options: unknown, self: Command) => {
      const { triggerSchedule } = await import('../schedule/steer-schedule.ts');
      process.exitCode = await triggerSchedule(policy, self.optsWithGlobals<GlobalOptions>());
    });

const deleteCommand = () =>
  new Command('delete')
    .summary('delete the schedule of a policy')
    .description('Deletes the schedule of a policy. A run that is open goes on.')
    .argument(...policyArgument)
    .option('--confirm <policy>', 'its name, where nobody can be asked to type it')
    .action(async (policy: string, _options: unknown, self: Command) => {
      const { deleteSchedule } = await import('../schedule/steer-schedule.ts');
      const options = self.optsWithGlobals<GlobalOptions & { confirm?: string }>();
      process.exitCode = await deleteSchedule(policy, options);
    });

import { Command, InvalidArgumentError, Option } from 'commander';
import { offboardingStates } from '../../domain/state.ts';
import type { ListOptions } from '../list/list-runs.ts';
import { runKinds } from '../list/run-query.ts';
import { examples } from './examples.ts';

const limit = (text: string): number => {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1.');
  return Number(text);
};

export const listCommand = (): Command =>
  new Command('list')
    .summary('list runs')
    .description(
      'Lists the runs of this namespace, the latest first, with the Web UI’s views of them: links if TEMPORAL_UI_ADDRESS is set, otherwise queries for its filter.',
    )
    .addOption(
      new Option('--kind <kind>', 'only leavers’ cases, clean-ups, or runs of desktops').choices(
        runKinds,
      ),
    )
    .addOption(new Option('--state <state>', 'only runs in this state').choices(offboardingStates))
    .option('--project <name>', 'only runs in this project')
    .option('--open', 'only runs that have not come to their end')
    .option('--needs-action', 'only runs that wait for a person')
    .addOption(
      new Option(
        '--due-today',
        'only runs whose wait or hold ends today, or should have ended',
      ).conflicts('needsAction'),
    )
    .option('--limit <n>', 'at most so many', limit)
    .option(
      '--csv',
      'print comma-separated values; with --kind case also the dates, approvals and desktops of each',
    )
    .addHelpText(
      'after',
      examples(
        'offboard list --needs-action',
        'offboard list --state done --csv',
        'offboard list --kind case --open --csv > cases.csv',
        'TEMPORAL_UI_ADDRESS=http://localhost:8233 offboard list --due-today',
      ),
    )
    .action(async (_options: unknown, command: Command) => {
      const { listRuns } = await import('../list/list-runs.ts');
      process.exitCode = await listRuns(command.optsWithGlobals<ListOptions>());
    });

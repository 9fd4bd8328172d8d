import { Command, Option } from 'commander';
import { leaverKinds } from '../../domain/leaver-event.ts';
import type { UserOptions } from '../leaver/offboard-user.ts';
import { examples } from './examples.ts';

/** The options that say who leaves, and when. */
export const withLeaverOptions = (command: Command): Command =>
  command
    .requiredOption('--user-name <name>', 'of the user in Workspace')
    .requiredOption(
      '--effective-at <time>',
      'from when on they are gone: a date (its end), a time with its time zone, "2 days", or now',
    )
    .option('--domain <domain>', 'of the user, where several have the same name')
    .addOption(
      new Option('--kind <kind>', 'each has its own clock')
        .choices(leaverKinds)
        .default('voluntary'),
    )
    .option('--ticket <ticket>', 'kept with the case')
    .option('--requested-by <name>', 'who asks for it and so cannot approve it; you by default')
    .addOption(new Option('--sender <name>', 'who says so').default('cli'));

export const userCommand = (): Command =>
  withLeaverOptions(new Command('user').argument('<person id>', 'as HR knows them; no name'))
    .summary('offboard a person: open or change their case')
    .description(
      'Opens the case of a leaver, or changes it if it is open. The case finds their desktops, has the plan approved, waits, and then offboards each. Everything after that is said to the case: approve, hold, rescind, …',
    )
    .option('--confirm <person id>', 'the id once more, where nobody can be asked to type it')
    .option('--wait', 'follow the case to its end, or to where a person must decide')
    .addHelpText(
      'after',
      examples(
        'offboard user E10023 --user-name mira.k --effective-at 2030-01-31',
        'offboard user E10023 --user-name mira.k --effective-at now --kind involuntary --confirm E10023 --wait',
      ),
    )
    .action(async (personId: string, _options: unknown, command: Command) => {
      const { offboardUser } = await import('../leaver/offboard-user.ts');
      process.exitCode = await offboardUser(personId, command.optsWithGlobals<UserOptions>());
    });

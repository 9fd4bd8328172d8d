import { Command } from 'commander';
import type { UserOptions } from '../leaver/offboard-user.ts';
import { examples } from './examples.ts';
import { leaverOptions } from './leaver-options.ts';

export const userCommand = (): Command => {
  const command = new Command('user')
    .summary('offboard a person: open or change their case')
    .description(
      'Opens the case of a leaver, or changes it if it is open. The case finds their desktops, has the plan approved, waits, and then offboards each. Everything after that is said to the case: approve, hold, rescind, …',
    )
    .argument('<person id>', 'as HR knows them; no name')
    .option('--ticket <ticket>', 'kept with the case')
    .option('--requested-by <name>', 'who asks for it and so cannot approve it; you by default')
    .option('--confirm <person id>', 'the id once more, where nobody can be asked to type it')
    .option('--wait', 'follow the case to its end, or to where a person must decide')
    .addHelpText(
      'after',
      examples(
        'offboard user E10023 --user-name mira.k --effective-at 2030-01-31',
        'offboard user E10023 --user-name mira.k --effective-at now --kind involuntary --confirm E10023 --wait',
      ),
    )
    .action(async (personId: string, _options: unknown, self: Command) => {
      const { offboardUser } = await import('../leaver/offboard-user.ts');
      process.exitCode = await offboardUser(personId, self.optsWithGlobals<UserOptions>());
    });
  for (const option of leaverOptions()) command.addOption(option);
  return command;
};

import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { examples } from './examples.ts';

export const doctorCommand = (): Command =>
  new Command('doctor')
    .summary('check everything a run needs')
    .description(
      'Checks everything a run needs, changing nothing: settings, the Workspace API, Temporal, workers. Says how to mend what is wrong.',
    )
    .addHelpText('after', examples('offboard doctor', 'offboard doctor --json | jq .checks'))
    .action(async (_options: unknown, command: Command) => {
      const { doctor } = await import('../doctor/doctor.ts');
      process.exitCode = await doctor(command.optsWithGlobals<GlobalOptions>());
    });

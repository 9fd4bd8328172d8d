import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { examples } from './examples.ts';

export const setupCommand = (): Command =>
  new Command('setup')
    .summary('register the search attributes on a Temporal cluster')
    .description(
      'Registers the search attributes of our runs on the Temporal cluster, where they are missing.',
    )
    .addHelpText('after', examples('TEMPORAL_ADDRESS=temporal:7233 offboard setup'))
    .action(async (_options: unknown, command: Command) => {
      const { setUp } = await import('../set-up.ts');
      process.exitCode = await setUp(command.optsWithGlobals<GlobalOptions>());
    });

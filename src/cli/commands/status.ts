import { Command } from 'commander';
import type { StatusOptions } from '../runs/show-status.ts';
import { examples } from './examples.ts';
import { workflowIdArgument } from './workflow-id.ts';

export const statusCommand = (): Command =>
  new Command('status')
    .summary('where a run stands, or all of them')
    .description(
      'Shows where a run stands, and what you can do now; without an id, how many runs are in which state.',
    )
    .argument('[workflow id]', workflowIdArgument[1])
    .option('--watch', 'follow the run to its end, or to where a person must decide or it is held')
    .addHelpText(
      'after',
      examples('offboard status', 'offboard status offboard-desktop/6f2c… --watch'),
    )
    .action(async (workflowId: string | undefined, _options: unknown, command: Command) => {
      const { showStatus } = await import('../runs/show-status.ts');
      process.exitCode = await showStatus(workflowId, command.optsWithGlobals<StatusOptions>());
    });

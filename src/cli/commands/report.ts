import { Command } from 'commander';
import type { ReportOptions } from '../report/show-report.ts';
import { examples } from './examples.ts';
import { workflowIdArgument } from './workflow-id.ts';

export const reportCommand = (): Command =>
  new Command('report')
    .summary('the record of a run, and who said what to it')
    .description(
      'Prints the record of a run, open or ended: the order, each step, each verb with what it did and the identity that Temporal’s history has for its sender, and who cancelled or terminated it.',
    )
    .argument(...workflowIdArgument)
    .option('--run-id <run id>', 'an earlier run of the same desktop; the latest by default')
    .addHelpText(
      'after',
      examples(
        'offboard report offboard-desktop/6f2c…',
        'offboard report offboard-desktop/6f2c… --json > 6f2c.json',
      ),
    )
    .action(async (workflowId: string, _options: unknown, command: Command) => {
      const { showReport } = await import('../report/show-report.ts');
      process.exitCode = await showReport(workflowId, command.optsWithGlobals<ReportOptions>());
    });

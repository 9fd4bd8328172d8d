import { Command, Option } from 'commander';
import type { ResolveOptions } from '../resolve-run.ts';
import { examples } from './examples.ts';
import { workflowIdArgument } from './workflow-id.ts';

export const resolveCommand = (): Command =>
  new Command('resolve')
    .summary('decide how a blocked run goes on')
    .description(
      'Decides how a blocked run goes on. A skipped guard or delete keeps the desktop; the proof cannot be skipped.',
    )
    .argument(...workflowIdArgument)
    .addOption(
      new Option('--action <action>', 'what to do with the step that was refused')
        .choices(['retry', 'skip', 'abort'])
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why; it is kept with the run')
    .addHelpText(
      'after',
      examples(
        'offboard resolve offboard-desktop/6f2c… --action retry --reason "quota was raised"',
      ),
    )
    .action(async (workflowId: string, _options: unknown, command: Command) => {
      const { resolveRun } = await import('../resolve-run.ts');
      process.exitCode = await resolveRun(workflowId, command.optsWithGlobals<ResolveOptions>());
    });

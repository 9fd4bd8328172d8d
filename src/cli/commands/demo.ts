import { Command } from 'commander';
import type { DemoOptions } from '../demo/run-demo.ts';
import { examples } from './examples.ts';

export const demoCommand = (): Command =>
  new Command('demo')
    .summary('offboard made-up desktops in every awkward state, a leaver, and by a clean-up')
    .description(
      'Starts Temporal, a simulated Workspace API, a worker and a webhook, and offboards made-up desktops in every awkward state, a leaver whose case HR opens by a signed request, and what a scheduled clean-up finds. Touches no real desktop; with TEMPORAL_ADDRESS it runs on that server.',
    )
    .option('--keep', 'leave everything running for a look at the Web UI, until Ctrl-C')
    .addHelpText('after', examples('offboard demo', 'offboard demo --keep', 'offboard demo --json'))
    .action(async (_options: unknown, command: Command) => {
      const { runDemo } = await import('../demo/run-demo.ts');
      process.exitCode = await runDemo(command.optsWithGlobals<DemoOptions>());
    });

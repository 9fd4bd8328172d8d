import { Command } from 'commander';
import type { PauseAllOptions } from '../kill-switch/pause-all.ts';
import { byTemporalCli } from './by-temporal-cli.ts';
import { examples } from './examples.ts';
import { oneLineReason } from './reason.ts';

export const pauseAllCommand = (): Command =>
  new Command('pause-all')
    .summary('stop every change in the cloud, for all runs (kill switch)')
    .description(
      [
        'Throws the kill switch: within 2 s no run changes anything in the cloud, whichever worker it is on. Runs stay as they are: reads go on, nothing times out, and all of them go on after resume-all. It lasts until it is lifted; thrown again, it stays as it was thrown first.',
        "The switch is the rate limit of the workers' queue for writes, set to 0 on the Temporal server. A limit that the queue had before is kept in the reason, and set again by resume-all.",
      ].join('\n\n'),
    )
    .requiredOption('--reason <text>', 'why; shown to everyone who meets the switch', oneLineReason)
    .addHelpText(
      'after',
      `${examples('offboard pause-all --reason "wrong people on the list"')}${byTemporalCli('0', 'wrong people on the list')}`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { pauseAll } = await import('../kill-switch/pause-all.ts');
      process.exitCode = await pauseAll(command.optsWithGlobals<PauseAllOptions>());
    });

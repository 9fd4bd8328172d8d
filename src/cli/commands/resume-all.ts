import { Command } from 'commander';
import type { ResumeAllOptions } from '../kill-switch/resume-all.ts';
import { byTemporalCli } from './by-temporal-cli.ts';
import { examples } from './examples.ts';
import { oneLineReason } from './reason.ts';

export const resumeAllCommand = (): Command =>
  new Command('resume-all')
    .summary('let all runs go on after pause-all')
    .description(
      "Lifts the kill switch: all runs go on where they waited. A limit that the workers' queue for writes had before pause-all is set again.",
    )
    .option('--reason <text>', 'why it is safe; Temporal keeps it with the queue', oneLineReason)
    .addHelpText(
      'after',
      `${examples('offboard resume-all', 'offboard resume-all --reason "list corrected"')}${byTemporalCli('default', 'list corrected')}`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { resumeAll } = await import('../kill-switch/resume-all.ts');
      process.exitCode = await resumeAll(command.optsWithGlobals<ResumeAllOptions>());
    });

import { CommanderError } from 'commander';
import { report } from './report-error.ts';
import { exitCode } from './exit-code.ts';
import { buildProgram } from './program.ts';
import { applyTemporalOptions } from './temporal-options.ts';

/** Runs the command line to its end and sets the exit code of the process. */
export const run = async (argv: readonly string[]): Promise<void> => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of our output, such as `head`, has seen enough.
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  const program = buildProgram();
  program.hook('preAction', () => applyTemporalOptions(program));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      // commander has said what was wrong, or shown the help.
      process.exitCode = error.exitCode === 0 ? exitCode.done : exitCode.usage;
      return;
    }
    process.exitCode = report(error, program.opts());
  }
};

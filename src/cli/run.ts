import { CommanderError } from 'commander';
import { printJson } from './output.ts';
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
      if (error.exitCode !== 0 && asksForJson(argv)) printJson({ error: { message: said(error) } });
      return;
    }
    process.exitCode = report(error, program.opts());
  }
};

/** What is typed behind a mistake is not parsed, so this looks at all of it. */
const asksForJson = (argv: readonly string[]): boolean =>
  argv.some(
    (word, at) =>
      ['--json', '-ojson', '-o=json', '--output=json'].includes(word) ||
      (word === 'json' && ['-o', '--output'].includes(argv[at - 1] ?? '')),
  );

const said = ({ code, message }: CommanderError): string =>
  code === 'commander.help' ? 'Name a command.' : message.replace(/^error: /, '');

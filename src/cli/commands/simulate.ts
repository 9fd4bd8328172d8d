import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { examples } from './examples.ts';

export const simulateCommand = (): Command =>
  new Command('simulate')
    .summary('run a local Workspace and IAM API')
    .description(
      'Runs a local Workspace and IAM API with made-up desktops, until it is interrupted. Prints the variables that point a worker and this command at it when it listens; with --json one line, with all that there is to know.',
    )
    .argument('[options...]', 'options of the simulator')
    .allowUnknownOption()
    .addHelpText(
      'after',
      `
Options of the simulator:
  --port <port>     port to listen on (default: a free one)
  --desktops <n>    number of made-up desktops (default 12)
  --estate <file>   desktops of your own, as JSON; instead of --desktops
  --seed <n>        same seed, same estate (default 1)
  --speed <factor>  simulated seconds per second (default 1)
  --limits          throttle as in production
${examples('offboard simulate', 'offboard simulate --port 8085 --desktops 300 --speed 10')}`,
    )
    .action(async (options: string[], _options: unknown, self: Command) => {
      const { json = false } = self.optsWithGlobals<GlobalOptions>();
      const { listening, serve } = await import('../../simulator/serve.ts');
      const { asExports, connectionTo } = await import('../local/connection.ts');
      await serve(options, (simulator) => {
        const line = listening(simulator);
        const environment = connectionTo(line);
        return json ? JSON.stringify({ ...line, environment }) : asExports(environment);
      });
    });

import { Command } from 'commander';
import { examples } from './examples.ts';

export const simulateCommand = (): Command =>
  new Command('simulate')
    .summary('run a local Workspace and IAM API')
    .description(
      'Runs a local Workspace and IAM API with made-up desktops, until it is interrupted. Prints one line of JSON when it listens.',
    )
    .argument('[options...]', 'options of the simulator')
    .allowUnknownOption()
    .addHelpText(
      'after',
      `
Options of the simulator:
  --port <port>     port to listen on; 0 takes a free one
  --desktops <n>    number of made-up desktops (default 12)
  --estate <file>   desktops of your own, as JSON; instead of --desktops
  --seed <n>        same seed, same estate (default 1)
  --speed <factor>  simulated seconds per second (default 1)
  --limits          throttle as in production
${examples('offboard simulate --port 8080', 'offboard simulate --port 0 --desktops 300 --speed 10')}`,
    )
    .action(async (options: string[]) => {
      // The simulator reads its own command line.
      process.argv.splice(2, Infinity, ...options);
      await import('../../simulator/main.ts');
    });

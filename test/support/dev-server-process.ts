/** Holds a dev server until standard input closes; prints where it is. Argument: a state file. */
import { provideTemporal } from '../../src/cli/temporal/provide.ts';

const [stateFile] = process.argv.slice(2);
const { address, uiAddress, pid, stop } = await provideTemporal({
  env: process.env,
  ui: stateFile !== undefined,
  log: () => {},
  ...(stateFile === undefined ? {} : { stateFile }),
});
process.stdout.write(`${JSON.stringify({ address, uiAddress, pid })}\n`);
process.stdin.resume().once('end', () => void stop());

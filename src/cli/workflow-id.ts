import { offboardDesktopId } from '../workflows/contract.ts';
import { CommandError } from './command-error.ts';
import { exitCode } from './exit-code.ts';

/**
 * Our workflow ids have a slash, which no desktop id has.
 *
 * @throws CommandError for what no run can be called.
 */
export const workflowIdOf = (given: string): string => {
  if (given.trim() === '')
    throw new CommandError('The workflow id is empty. Find it with: offboard list', exitCode.usage);
  if (Buffer.byteLength(given) > longest)
    throw new CommandError(
      `A workflow id has at most ${longest} bytes. Find it with: offboard list`,
      exitCode.usage,
    );
  return given.includes('/') ? given : offboardDesktopId(given);
};

/** Temporal takes no longer ones, unless it is set up otherwise. */
const longest = 1000;

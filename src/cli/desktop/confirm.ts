import { createInterface } from 'node:readline/promises';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';

/**
 * Has the id typed once more: on a terminal, or by `--confirm`. Never asks where nobody can answer.
 *
 * @throws CommandError if it was not typed, or another one was.
 */
export const confirm = async (desktopId: string, confirmed: string | undefined): Promise<void> => {
  const isIt = (typed: string) => typed.trim().toLowerCase() === desktopId.toLowerCase();
  if (confirmed !== undefined && isIt(confirmed)) return;
  if (confirmed !== undefined)
    throw new CommandError(
      `--confirm names ${confirmed}, but the desktop is ${desktopId}. Nothing was ordered.`,
      exitCode.usage,
    );
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new CommandError(
      `Nobody can be asked here. To delete this desktop, add: --confirm ${desktopId}`,
      exitCode.usage,
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question('Type the desktop id to have it deleted: ');
    if (!isIt(answer))
      throw new CommandError('That is not its id. Nothing was ordered.', exitCode.failed);
  } finally {
    terminal.close();
  }
};

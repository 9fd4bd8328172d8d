import { createInterface } from 'node:readline/promises';
import { CommandError } from './command-error.ts';
import { exitCode } from './exit-code.ts';

/** What is to be done to what, in words. */
export interface Consequence {
  /** Such as `desktop`. */
  what: string;
  /** Of several, with commas; they may be typed in any order. */
  id: string;
  /** What the id is called; `<what> id` by default. */
  called?: string;
  /** Such as `delete this desktop`. */
  toDo: string;
}

/**
 * Has the id typed once more: on a terminal, or by `--confirm`. Never asks where nobody can answer.
 *
 * @throws CommandError if it was not typed, or another one was.
 */
export const confirm = async (
  { what, id, called = `${what} id`, toDo }: Consequence,
  confirmed: string | undefined,
): Promise<void> => {
  const isIt = (typed: string) => isSame(typed, id);
  if (confirmed !== undefined && isIt(confirmed)) return;
  if (confirmed !== undefined)
    throw new CommandError(
      `--confirm names ${confirmed}, but the ${what} is ${id}. Nothing was done.`,
      exitCode.usage,
    );
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new CommandError(
      `Nobody can be asked here. To ${toDo}, add: --confirm ${id}`,
      exitCode.usage,
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Type the ${called} to ${toDo}: `);
    if (!isIt(answer))
      throw new CommandError(`That is not the ${called}. Nothing was done.`, exitCode.failed);
  } finally {
    terminal.close();
  }
};

/** Of several ids, in any order, each once. */
const isSame = (typed: string, id: string): boolean => inOrder(typed) === inOrder(id);

const inOrder = (ids: string): string => {
  const each = ids.split(',').map((one) => one.trim().toLowerCase());
  return [...new Set(each)].toSorted().join();
};

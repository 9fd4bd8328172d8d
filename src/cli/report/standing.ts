import type { StoredDocument } from '../../evidence/read-document.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';

/** Whether a document is what was once recorded. */
export const standingInWords = ({ entry, fault }: StoredDocument): string =>
  fault === undefined
    ? `Vouched for by entry ${entry} of the ledger.`
    : `NOT as recorded: ${fault}. See: offboard report --verify`;

/** Whoever shows what was edited fails. */
export const exitCodeOf = ({ fault }: StoredDocument): ExitCode =>
  fault === undefined ? exitCode.done : exitCode.failed;

/**
 * Shows a document that may have been edited.
 *
 * @throws CommandError if the edit has left nothing to be shown
 */
export const shown = async (
  stored: StoredDocument,
  show: (stored: StoredDocument) => string | Promise<string>,
): Promise<string> => {
  try {
    return await show(stored);
  } catch (error) {
    if (stored.fault === undefined) throw error;
    throw new CommandError(
      `${stored.reference.key} cannot be shown. ${standingInWords(stored)}`,
      exitCode.failed,
      { cause: error },
    );
  }
};

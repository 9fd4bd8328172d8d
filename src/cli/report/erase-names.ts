import ms from 'ms';
import { eraseNames } from '../../evidence/erase-names.ts';
import { confirm } from '../confirm.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson } from '../output.ts';
import { evidenceOf } from './evidence-of.ts';

export interface EraseOptions extends GlobalOptions {
  confirm?: string;
}

/** Erases the names in the documents of a workflow id, or without one those that have come of age. */
export const eraseNamesIn = async (
  workflowId: string | undefined,
  { confirm: confirmed, ...options }: EraseOptions,
): Promise<ExitCode> => {
  const { settings, objects } = evidenceOf(options);
  const age = ms(settings.keepNamesMs, { long: true });
  await confirm(
    workflowId === undefined
      ? {
          what: 'store',
          id: objects.place,
          called: `place of the store, ${objects.place},`,
          toDo: `erase names older than ${age} for good`,
        }
      : {
          what: 'workflow',
          id: workflowId,
          toDo: 'erase its names, and if it is a case those of its desktops, for good',
        },
    confirmed,
  );
  const which =
    workflowId === undefined ? { before: Date.now() - settings.keepNamesMs } : { workflowId };
  const erased = await eraseNames(objects, which);
  if (options.json) printJson({ erased });
  else print(`Records of names erased: ${erased}. Documents and ledger are as they were.`);
  return exitCode.done;
};

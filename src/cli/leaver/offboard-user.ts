import { offboardUserId } from '../../client.ts';
import { localTime } from '../../domain/local-time.ts';
import { loadWorkerSettings } from '../../settings/load-settings.ts';
import { confirm } from '../confirm.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { say } from '../output.ts';
import { leaverOf } from './leaver-of.ts';
import type { LeaverOptions } from './leaver-of.ts';

export interface UserOptions extends GlobalOptions, LeaverOptions {
  confirm?: string;
  wait?: boolean;
}

/** Says what it will do, has the person id confirmed, and opens the person's case or changes it. */
export const offboardUser = async (given: string, options: UserOptions): Promise<ExitCode> => {
  const { taskQueue, timeZone } = loadWorkerSettings({ file: options.config, env: process.env });
  const { sender, leaver } = leaverOf(given, options, timeZone);
  const { personId, userName, domain, kind, effectiveAt } = leaver;
  const user = domain === undefined ? userName : `${userName} of domain ${domain}`;
  say(
    `Person ${personId} of ${sender} is the user ${user} (${kind}), who leaves on ${localTime(effectiveAt, timeZone)} ${timeZone}. ` +
      `Case ${offboardUserId(sender, personId)} is opened, or changed if it is open; it deletes their desktops once its plan is approved and its grace is over, as the settings of the workers say.`,
  );
  await confirm(
    { what: 'person', id: personId, toDo: 'have this person offboarded' },
    options.confirm,
  );
  // Temporal's client takes a while to load; whoever is refused need not wait for it.
  const { openCase } = await import('./open-case.ts');
  return openCase({ sender, leaver }, { ...options, taskQueue });
};

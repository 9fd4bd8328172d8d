import { localTime } from '../../domain/local-time.ts';
import { printable } from '../../domain/words.ts';
import { loadWorkerSettings } from '../../settings/load-settings.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { csv } from '../list/csv.ts';
import { print, printJson, say, titledTable } from '../output.ts';
import { findPlan } from './find-plan.ts';
import type { FoundPlan } from './find-plan.ts';
import { hasExpired, whatNext } from './what-next.ts';

export interface ShowPlanOptions extends GlobalOptions {
  csv?: boolean;
}

/** Prints the plan of a clean-up: what it would delete, what it keeps although it qualifies, and why. */
export const showCleanUpPlan = async (
  given: string,
  options: ShowPlanOptions,
): Promise<ExitCode> => {
  const { timeZone } = loadWorkerSettings({ file: options.config, env: process.env });
  const found = await findPlan(given, options);
  const { plan, digest } = found;
  if (options.json) printJson({ digest, ...plan, ...runOf(found) });
  else if (options.csv) print(csv([fields, ...rowsOf(found)]));
  else print(inWords(found, timeZone).join('\n'));
  say(whatNext(found));
  return exitCode.done;
};

const runOf = ({ fate }: FoundPlan) => (fate.is === 'run' ? fate.run : undefined);

const fields = ['desktop_id', 'plan', 'user_id', 'why'];

const rowsOf = ({ plan }: FoundPlan): (string | null)[][] => [
  ...plan.selected.map(({ desktopId, userId, why }) => [
    desktopId,
    'delete',
    userId,
    why.join(', '),
  ]),
  ...plan.excluded.map(({ desktopId, reason }) => [desktopId, 'keep', null, reason]),
];

const inWords = (found: FoundPlan, timeZone: string): string[] => {
  const { digest, plan } = found;
  const { policy, mode, project, seen, selected, excluded, deleteUsers, now, expiresAt } = plan;
  const at = (iso: string) => `${localTime(iso, timeZone)} ${timeZone}`;
  const count = (n: number) => n.toLocaleString('en-US');
  return [
    `Plan ${digest}`,
    `Policy ${policy}, mode ${mode}, project ${project}.`,
    `${count(seen.desktops)} seen, ${count(selected.length)} selected, ${count(excluded.length)} excluded.`,
    `By what was so at ${at(now)}; it ${hasExpired(plan) ? 'expired' : 'expires'} at ${at(expiresAt)}.`,
    ...(deleteUsers ? ['Users whose last desktop goes are deleted, too.'] : []),
    ...(runOf(found)?.beyond ?? []),
    ...titledTable(
      ['DESKTOP', 'USER', 'WHY IT GOES'],
      selected.map(({ desktopId, userId, why }) => [desktopId, userId ?? '', why.join(', ')]),
    ),
    ...titledTable(
      ['DESKTOP', 'WHY IT IS KEPT'],
      excluded.map(({ desktopId, reason }) => [desktopId, reason]),
    ),
  ].map((line) => (line.includes('\n') ? line : printable(line)));
};

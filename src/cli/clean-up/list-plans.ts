import { localTime } from '../../domain/local-time.ts';
import type { PlanNote } from '../../evidence/clean-up-plans.ts';
import { notesOf, plansOf } from '../../evidence/clean-up-plans.ts';
import { loadWorkerSettings } from '../../settings/load-settings.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say, table } from '../output.ts';
import { evidenceOf } from '../report/evidence-of.ts';

/** Prints the plans that clean-ups have made, the newest first. */
export const listCleanUpPlans = async (
  policy: string | undefined,
  options: GlobalOptions,
): Promise<ExitCode> => {
  const { timeZone } = loadWorkerSettings({ file: options.config, env: process.env });
  const { objects } = evidenceOf(options);
  const plans = await notesOf(objects, await plansOf(objects, policy));
  if (options.json) printJson(plans.map(asData));
  else if (plans.length === 0)
    say(
      policy === undefined
        ? `${objects.place} has no plans of clean-ups.`
        : `${objects.place} has no plan of a policy ${policy}. Those it has: offboard plan list`,
    );
  else
    print(
      table([
        [`MADE AT (${timeZone})`, 'POLICY', 'SELECTED', 'SEEN', 'DIGEST'],
        ...plans.map(({ now, policy: name, selected, seen, digest }) => [
          localTime(now, timeZone),
          name,
          selected.toLocaleString('en-US'),
          seen.desktops.toLocaleString('en-US'),
          digest,
        ]),
      ]),
    );
  return exitCode.done;
};

/** Without what only later plans need. */
const asData = ({ policy, project, digest, now, expiresAt, seen, selected }: PlanNote) => ({
  policy,
  project,
  digest,
  now,
  expiresAt,
  seen,
  selected,
});

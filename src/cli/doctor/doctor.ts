import { SettingsError } from '../../settings/fault.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import type { Settings } from '../../settings/settings.ts';
import { taskQueues } from '../../workflows/contract.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, style } from '../output.ts';
import { fail, ok } from './check.ts';
import type { Check } from './check.ts';
import { evidenceCheck, nodeCheck } from './local-checks.ts';
import { isAuthenticated } from '../../temporal/is-authenticated.ts';
import { temporalConfig } from '../temporal-client.ts';
import { leaverChecks } from './leaver-checks.ts';
import { temporalChecks } from './temporal-checks.ts';
import { webhookChecks } from './webhook-check.ts';
import { workspaceChecks } from './workspace-checks.ts';

/** Looks at everything a run needs and prints what it found; fails if anything would stop a run. */
export const doctor = async ({ config, json }: GlobalOptions): Promise<ExitCode> => {
  const { settings, checks: ofSettings } = settingsChecks(config);
  const temporal = temporalChecks(settings?.worker.taskQueue ?? taskQueues.main);
  const checks = [
    nodeCheck(process.versions.node),
    ...ofSettings,
    ...(settings === undefined ? [] : [await evidenceCheck(settings.evidence)]),
    ...(await Promise.all((settings?.projects ?? []).map(workspaceChecks))).flat(),
    ...(await temporal),
    ...(settings === undefined ? [] : leaverChecks(settings.leavers, hasProvedItself())),
    ...(await webhookChecks(config)),
  ];
  const count = (status: Check['status']) =>
    checks.filter((check) => check.status === status).length;
  const counts = { ok: count('ok'), warn: count('warn'), fail: count('fail') };
  if (json) printJson({ ...counts, checks });
  else {
    for (const check of checks) print(inWords(check));
    print(`\n${counts.ok} ok, ${counts.warn} to look at, ${counts.fail} to mend`);
  }
  return counts.fail > 0 ? exitCode.failed : exitCode.done;
};

/** Where the connection's own settings are wrong, that is found by other checks. */
const hasProvedItself = (): boolean => {
  try {
    return isAuthenticated(temporalConfig().connectionOptions);
  } catch {
    return false;
  }
};

const settingsChecks = (
  file: string | undefined,
): { settings: Settings | undefined; checks: Check[] } => {
  try {
    const settings = loadSettings({ file, env: process.env });
    const names = settings.projects.map(({ name }) => name).join(', ');
    const from = file ?? process.env['OFFBOARDING_CONFIG'] ?? 'the environment and defaults';
    return { settings, checks: [ok('settings', `from ${from}; projects: ${names}`)] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const checks = error.faults.map(({ key, problem, remedy, at }) =>
      fail('settings', `${at === undefined ? '' : `${at}: `}${key} ${problem}`, remedy),
    );
    return { settings: undefined, checks };
  }
};

const signs = { ok: ['green', '✓'], warn: ['yellow', '!'], fail: ['red', '✗'] } as const;

const inWords = ({ name, status, message, fix }: Check): string => {
  const [colour, sign] = signs[status];
  const line = `${style(colour, `${sign} ${status.padEnd(4)}`)} ${name}: ${message}`;
  return fix === undefined ? line : `${line}\n         → ${fix}`;
};

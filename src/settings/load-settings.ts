import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { cleanUp } from './clean-up.ts';
import { variableFor, withEnvironment } from './environment.ts';
import { errorCodes } from './error-codes.ts';
import { evidence } from './evidence.ts';
import { SettingsError } from './fault.ts';
import type { Fault } from './fault.ts';
import { faultsIn } from './faults-in.ts';
import { frozen } from './frozen.ts';
import { leavers } from './leavers.ts';
import { limits } from './limits.ts';
import { notifications } from './notifications.ts';
import { policy } from './policy.ts';
import { projectNames, projects } from './project.ts';
import { isMap, map } from './schemas.ts';
import type { Settings, WebhookProcessSettings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { timing } from './timing.ts';
import { webhook } from './webhook.ts';
import { worker } from './worker.ts';
import { readYaml } from './yaml-file.ts';

export interface SettingsSource {
  /** A YAML file; `OFFBOARDING_CONFIG` names it otherwise. Without one, defaults and environment. */
  file?: string | undefined;
  env: NodeJS.ProcessEnv;
}

/**
 * The settings of this process, from one file and the environment.
 *
 * @throws SettingsError with every fault at once, if anything is wrong.
 */
export const loadSettings = (source: SettingsSource): Settings =>
  load(source, (around) =>
    v.pipe(
      map({
        projects: projects(around),
        policy,
        timing,
        limits,
        errorCodes,
        evidence: evidence(around),
        leavers,
        cleanUp,
        notifications: notifications(around),
        worker,
        webhook: v.optional(v.unknown()),
      }),
      // Another process's, whose secrets this one does not have.
      v.transform(({ webhook: _webhook, ...settings }) => settings),
    ),
  );

/**
 * Only the settings of the worker: needs no project, and minds no other section.
 *
 * @throws SettingsError as above.
 */
export const loadWorkerSettings = (source: SettingsSource): Settings['worker'] =>
  load(source, () => v.looseObject({ worker })).worker;

/**
 * Only the names of the projects: needs nothing that leads into them, and minds no other section.
 *
 * @throws SettingsError as above.
 */
export const loadProjectNames = (source: SettingsSource): string[] =>
  load(source, () => v.looseObject({ projects: projectNames })).projects;

/**
 * Only what the webhook needs: no project, unless identity providers speak to it, whose users are
 * those of the projects; and no other section.
 *
 * @throws SettingsError as above.
 */
export const loadWebhookSettings = (source: SettingsSource): WebhookProcessSettings => {
  const settings = load(source, (around) => v.looseObject({ webhook: webhook(around), worker }));
  const hasDirectory = settings.webhook.scimTokens.size > 0;
  const { projects: directory } = hasDirectory
    ? load(source, (around) => v.looseObject({ projects: projects(around) }))
    : { projects: [] };
  return { webhook: settings.webhook, worker: settings.worker, projects: directory };
};

/**
 * Only where evidence is kept: needs no project, and minds no other section.
 *
 * @throws SettingsError as above.
 */
export const loadEvidenceSettings = (source: SettingsSource): Settings['evidence'] =>
  load(source, (around) => v.looseObject({ evidence: evidence(around) })).evidence;

/**
 * Only what the settings change in the error table: needs no project, and minds no other section.
 *
 * @throws SettingsError as above.
 */
export const loadErrorCodes = (source: SettingsSource): Settings['errorCodes'] =>
  load(source, () => v.looseObject({ errorCodes })).errorCodes;

const load = <T>(
  { file, env }: SettingsSource,
  schemaFor: (around: Surroundings) => v.GenericSchema<unknown, T>,
): T => {
  const name = file ?? (env['OFFBOARDING_CONFIG'] || undefined);
  const yaml = name === undefined ? undefined : readYaml(name);
  if (yaml && yaml.faults.length > 0) throw new SettingsError(yaml.faults);
  const given = yaml?.content ?? {};
  if (!isMap(given)) {
    const problem = 'must be a map of keys and values';
    const remedy = 'Start from offboarding.example.yaml';
    throw new SettingsError([{ key: name ?? 'settings', problem, remedy }]);
  }

  const { content, overridden } = withEnvironment(given, env);
  const directory = name === undefined ? process.cwd() : dirname(resolve(name));
  const parsed = v.safeParse(schemaFor({ environment: env, directory }), content);
  if (parsed.success) return frozen(parsed.output);

  // A fault of a value from the environment names the variable; so does one of a project that the
  // file does not mention, because the variable is the shortest remedy.
  const isOfFile = (key: string) =>
    !overridden.has(key) && (given['projects'] !== undefined || !key.startsWith('projects'));
  throw new SettingsError(
    faultsIn(parsed.issues).map(({ path, key, ...fault }): Fault => {
      if (yaml && isOfFile(key)) return { key, ...fault, at: yaml.at(path) };
      return { key: variableFor(key) ?? key, ...fault };
    }),
  );
};

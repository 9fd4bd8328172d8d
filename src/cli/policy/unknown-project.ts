import type { PolicyFile } from '../../policies/policy-file.ts';
import { loadProjectNames } from '../../settings/load-settings.ts';
import { SettingsError } from '../../settings/fault.ts';
import type { GlobalOptions } from '../global-options.ts';

/** Says of policies whose project the settings here do not have; of none where these cannot be read. */
export const warnedOfProjects = (
  policies: readonly PolicyFile[],
  { config }: GlobalOptions,
): PolicyFile[] => {
  const known = projectNames(config);
  return policies.map((one) => {
    const { project } = one.policy;
    if (known.length === 0 || project === undefined || known.includes(project)) return one;
    const warning = `No project is called ${project} in the settings here, which have ${known.join(', ')}. With workers that do not have it either, its runs block: correct the name, or add the project.`;
    return { ...one, warnings: [...one.warnings, warning] };
  });
};

const projectNames = (config: string | undefined): readonly string[] => {
  try {
    return loadProjectNames({ file: config, env: process.env });
  } catch (error) {
    if (error instanceof SettingsError) return [];
    throw error;
  }
};

import { Option } from 'commander';
import type { Command } from 'commander';

/** What `temporal offboard …` hands over of its own options, wherever they were typed. */
interface TemporalOptions {
  profile?: string;
  configFile?: string;
  output?: string;
  color?: boolean | string;
}

/**
 * The options of the Temporal CLI that make sense here. `--address` and `--namespace` do not: it refuses
 * them before `offboard` itself, and we do behind it.
 */
export const temporalOptions = (): Option[] => [
  new Option('--profile <name>', 'connection profile of Temporal (or TEMPORAL_PROFILE)'),
  new Option('--config-file <file>').hideHelp(),
  new Option('-o, --output <format>').choices(['text', 'json']).hideHelp(),
  new Option('--color <when>').choices(['auto', 'always', 'never']).hideHelp(),
];

/** Turns them into what the rest of the house knows: variables, and `--json`. */
export const applyTemporalOptions = (program: Command): void => {
  const { profile, configFile, output, color } = program.opts<TemporalOptions>();
  if (profile !== undefined) process.env['TEMPORAL_PROFILE'] = profile;
  if (configFile !== undefined) process.env['TEMPORAL_CONFIG_FILE'] = configFile;
  if (output === 'json') program.setOptionValue('json', true);
  if (color === false || color === 'never') process.env['NO_COLOR'] = '1';
};

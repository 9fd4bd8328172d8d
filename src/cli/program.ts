import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { demoCommand } from './commands/demo.ts';
import { desktopCommand } from './commands/desktop.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { listCommand } from './commands/list.ts';
import { pauseAllCommand } from './commands/pause-all.ts';
import { planCommand } from './commands/plan.ts';
import { policyCommand } from './commands/policy.ts';
import { reportCommand } from './commands/report.ts';
import { resumeAllCommand } from './commands/resume-all.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { setupCommand } from './commands/setup.ts';
import { simulateCommand } from './commands/simulate.ts';
import { statusCommand } from './commands/status.ts';
import { userCommand } from './commands/user.ts';
import { verbCommands } from './commands/verbs.ts';
import { temporalOptions } from './temporal-options.ts';

/**
 * The command line. A command's file holds its words only; what it does is imported when it runs,
 * so that help and mistakes are answered at once.
 */
export const buildProgram = (): Command => {
  const program = new Command('offboard')
    .description('Offboards Huawei Cloud Workspace desktops: guarded, resumable, and proved.')
    .version(version(), '--version', 'print the version')
    .option('--config <file>', 'settings file (or OFFBOARDING_CONFIG)')
    .option('--json', 'print data as JSON')
    .option('--verbose', 'show what is behind an error')
    .option('--no-color', 'print without colours (or NO_COLOR)')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      `
Temporal is found by TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE or a profile (TEMPORAL_PROFILE).
With the Temporal CLI, \`temporal offboard …\` is the same command.

Exit codes: 0 done, 1 failed, 2 usage or settings, 3 needs a decision, 4 on hold.

Begin with: offboard doctor`,
    );
  for (const option of temporalOptions()) program.addOption(option);
  const commands = [
    desktopCommand,
    userCommand,
    planCommand,
    statusCommand,
    listCommand,
    reportCommand,
    ...verbCommands,
    policyCommand,
    scheduleCommand,
    pauseAllCommand,
    resumeAllCommand,
    explainCommand,
    doctorCommand,
    setupCommand,
    simulateCommand,
    demoCommand,
  ];
  for (const command of commands) adopt(program, command());
  return program;
};

/** Has a command, and those below it, behave as the one above it. */
const adopt = (parent: Command, command: Command): void => {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) child.copyInheritedSettings(command);
  parent.addCommand(command);
};

const version = (): string => {
  const file = new URL('../../package.json', import.meta.url);
  // Our own package.json.
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};

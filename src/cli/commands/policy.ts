import { Command } from 'commander';
import type { CheckOptions } from '../policy/check-policies.ts';
import { examples } from './examples.ts';

export const policyCommand = (): Command =>
  new Command('policy')
    .summary('policies of clean-ups as files')
    .description(
      'A policy file says which desktops a clean-up looks for, how far it may go, and when it runs. Examples are in examples/policies.',
    )
    .addCommand(checkCommand())
    .addHelpText('after', examples('offboard policy check policies'));

const checkCommand = () =>
  new Command('check')
    .summary('whether policy files are sound, and what they mean')
    .description(
      'Says in words what policy files select, or everything that is wrong with them, by line. Needs neither Temporal nor the cloud, unless it is to explain.',
    )
    .argument('<file...>', 'policy files, or directories of them')
    .option('--explain', 'read the estate, and say why each desktop is in or out')
    .option('--desktop <id-or-name>', 'explain one desktop only')
    .addHelpText(
      'after',
      examples(
        'offboard policy check policies',
        'offboard policy check policies/idle-60-days.yaml --explain',
        'offboard policy check policies/idle-60-days.yaml --desktop lab-07',
      ),
    )
    .action(async (files: string[], _options: unknown, self: Command) => {
      const { checkPolicies } = await import('../policy/check-policies.ts');
      process.exitCode = await checkPolicies(files, self.optsWithGlobals<CheckOptions>());
    });

import { Command } from 'commander';
import type { ShowPlanOptions } from '../clean-up/show-plan.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import type { PlanOptions } from '../leaver/plan-leaver.ts';
import { examples } from './examples.ts';
import { leaverOptions } from './leaver-options.ts';

/** An open case knows its leaver. */
type GivenOptions = Omit<PlanOptions, Named> & Partial<Pick<PlanOptions, Named>>;
type Named = 'userName' | 'effectiveAt';

export const planCommand = (): Command => {
  const command = new Command('plan')
    .summary('what a case or a clean-up deletes and keeps')
    .description(
      'Shows the plan that the case of a leaver would make now, changing nothing; needs no Temporal. With the workflow id of an open case, the plan that it has: this is what is approved.',
    )
    .addCommand(showCommand())
    .addCommand(listCommand())
    .argument('<person id or workflow id>', 'the person, or offboard-user/<sender>/<person id>')
    .option('--project <name>', 'only in this project of the settings; in all by default')
    .addHelpText(
      'after',
      examples(
        'offboard plan E10023 --user-name mira.k --effective-at 2030-01-31',
        'offboard plan offboard-user/hr/E10023 --json',
        'offboard plan show idle-60-days',
      ),
    )
    .action(async (given: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GivenOptions>();
      if (given.startsWith('clean-up/')) process.exitCode = await planOfCleanUp(given, options);
      else if (given.includes('/')) process.exitCode = await planOfCase(given, options);
      else process.exitCode = await planLeaver(given, options);
    });
  for (const option of leaverOptions()) command.addOption(option.makeOptionMandatory(false));
  return command;
};

const showCommand = () =>
  new Command('show')
    .summary('the plan of a clean-up')
    .description(
      'Shows the plan of a clean-up as its evidence has it: each desktop and why it goes, and those that are kept although they qualify.',
    )
    .argument(
      '<plan>',
      'a policy, for its newest plan; a workflow id, clean-up/<policy>…; or the beginning of a digest',
    )
    .option('--csv', 'print comma-separated values')
    .addHelpText(
      'after',
      examples(
        'offboard plan show idle-60-days',
        'offboard plan show clean-up/idle-60-days --csv > plan.csv',
      ),
    )
    .action(async (given: string, _options: unknown, self: Command) => {
      process.exitCode = await planOfCleanUp(given, self.optsWithGlobals<ShowPlanOptions>());
    });

const listCommand = () =>
  new Command('list')
    .summary('the plans of clean-ups')
    .description('Lists the plans that clean-ups have made, the newest first.')
    .argument('[policy]', 'only of this policy')
    .action(async (policy: string | undefined, _options: unknown, self: Command) => {
      const { listCleanUpPlans } = await import('../clean-up/list-plans.ts');
      process.exitCode = await listCleanUpPlans(policy, self.optsWithGlobals<GlobalOptions>());
    });

const planOfCleanUp = async (given: string, options: ShowPlanOptions) => {
  const { showCleanUpPlan } = await import('../clean-up/show-plan.ts');
  return showCleanUpPlan(given, options);
};

const planOfCase = async (workflowId: string, options: GivenOptions) => {
  const { planOfCase: show } = await import('../leaver/plan-of-case.ts');
  return show(workflowId, options);
};

const planLeaver = async (personId: string, options: GivenOptions) => {
  const { userName, effectiveAt } = options;
  if (userName === undefined || effectiveAt === undefined)
    throw new CommandError(
      'The plan for a person needs --user-name and --effective-at; that of an open case needs its workflow id, such as offboard-user/hr/E10023.',
      exitCode.usage,
    );
  const { planLeaver: show } = await import('../leaver/plan-leaver.ts');
  return show(personId, { ...options, userName, effectiveAt });
};

import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { PlanOptions } from '../leaver/plan-leaver.ts';
import { examples } from './examples.ts';
import { leaverOptions } from './leaver-options.ts';

/** An open case knows its leaver. */
type GivenOptions = Omit<PlanOptions, Named> & Partial<Pick<PlanOptions, Named>>;
type Named = 'userName' | 'effectiveAt';

export const planCommand = (): Command => {
  const command = new Command('plan')
    .summary('what a case deletes and keeps, before it is opened and after')
    .description(
      'Shows the plan that the case of a leaver would make now, changing nothing; needs no Temporal. With the workflow id of an open case, the plan that it has: this is what is approved.',
    )
    .argument('<person id or workflow id>', 'the person, or offboard-user/<sender>/<person id>')
    .option('--project <name>', 'only in this project of the settings; in all by default')
    .addHelpText(
      'after',
      examples(
        'offboard plan E10023 --user-name mira.k --effective-at 2030-01-31',
        'offboard plan offboard-user/hr/E10023 --json',
      ),
    )
    .action(async (given: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GivenOptions>();
      process.exitCode = given.includes('/')
        ? await planOfCase(given, options)
        : await planLeaver(given, options);
    });
  for (const option of leaverOptions()) command.addOption(option.makeOptionMandatory(false));
  return command;
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

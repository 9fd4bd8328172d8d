import { Command, Option } from 'commander';
import type * as v from 'valibot';
import { verbs } from '../../domain/verbs.ts';
import type { Verb, VerbInput, VerbName } from '../../domain/verbs.ts';
import { exampleAsOptions } from '../verbs/example-as-options.ts';
import { flagOf } from '../verbs/flag-of.ts';
import type { GlobalOptions } from '../global-options.ts';
import { instantOf } from '../verbs/instant-of.ts';
import { examples } from './examples.ts';
import { workflowIdArgument } from './workflow-id.ts';

const summaries: Record<VerbName, string> = {
  hold: 'stop a run before its next step',
  release: 'let a held run go on',
  rescind: 'end a run without deleting',
  resolve: 'decide how a blocked run goes on',
  approve: 'approve a plan',
  reject: 'reject a plan and end its run',
  reschedule: 'move the time at which the deletion begins',
  expedite: 'give up what is left of the waiting time',
  exclude: 'take one desktop out of a plan',
};

type Field = { [N in VerbName]: keyof VerbInput<N> }[VerbName];

const time = '2030-01-31T18:00:00Z, with its time zone; or how long from now, such as "2 days"';

/** Each field of an input as an option: its placeholder, and what help says of it. */
const fields: Record<Field, [placeholder: string, words: string]> = {
  reason: ['text', 'why; it is kept with the run'],
  by: ['name', 'who says so, for the record beside what Temporal knows'],
  until: ['time', `when the hold ends by itself: ${time}`],
  action: ['action', 'what to do with the step that was refused'],
  digest: ['digest', 'of the plan that is meant'],
  approver: ['name', 'who decides'],
  comment: ['text', 'kept with the run'],
  effectiveAt: ['time', `when the deletion begins: ${time}`],
  desktopId: ['desktop id', 'the desktop to keep'],
};

type Fields = v.StrictObjectSchema<v.ObjectEntries, undefined>;

const verbCommand = (name: VerbName, { meaning, schema }: Verb<Fields>): Command => {
  const command = new Command(name)
    .summary(summaries[name])
    .description(meaning)
    .argument(...workflowIdArgument)
    .addHelpText(
      'after',
      examples(`offboard ${name} offboard-desktop/6f2c… ${exampleAsOptions(name)}`),
    )
    .action(async (workflowId: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & Record<string, unknown>>();
      const { verbInput } = await import('../verbs/verb-input.ts');
      const input = verbInput(name, options);
      const { sendVerb } = await import('../verbs/send-verb.ts');
      process.exitCode = await sendVerb(workflowId, name, input, options);
    });
  for (const [field, entry] of Object.entries(schema.entries))
    // The keys of the schemas, which `entries` forgets.
    command.addOption(optionFor(field as Field, entry));
  return command;
};

const optionFor = (field: Field, entry: v.ObjectEntries[string]): Option => {
  const [placeholder, words] = fields[field];
  const option = new Option(`${flagOf(field)} <${placeholder}>`, words);
  if (placeholder === 'time') option.argParser(instantOf);
  if ('options' in entry && Array.isArray(entry.options)) option.choices(entry.options.map(String));
  return option.makeOptionMandatory(entry.type !== 'optional');
};

/** One command for each verb: the fields of its input are the options. */
export const verbCommands = (Object.keys(verbs) as VerbName[]).map(
  (name) => () => verbCommand(name, verbs[name]),
);

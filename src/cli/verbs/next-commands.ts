import { possibleCleanUpVerbs } from '../../domain/clean-up/possible-verbs.ts';
import { possibleVerbs } from '../../domain/possible-verbs.ts';
import { unskippable } from '../../domain/verb-rules.ts';
import type { VerbName } from '../../domain/verbs.ts';
import type { RunView } from '../runs/run-view.ts';
import { exampleAsOptions } from './example-as-options.ts';
import { possibleCaseVerbs } from '../../domain/possible-case-verbs.ts';

/** What a person can do about a run as it stands, as commands. */
export const nextCommands = (view: RunView): string[] => {
  if (view.is !== 'open') return [];
  const command = (verb: VerbName, options: string) =>
    `offboard ${verb} ${view.workflowId} ${options}`;
  const { blocked } = view.status;
  const others = blocked && unskippable.has(blocked.step) ? 'abort' : 'skip, or abort';
  const pasteable = (verb: VerbName) => {
    const more = verb === 'resolve' ? `  # or ${others}` : '';
    return command(verb, `${exampleAsOptions(verb)}${more}`);
  };
  if (view.kind === 'desktop') return possibleVerbs(view.status).map(pasteable);
  const [digest, possible] =
    view.kind === 'case'
      ? [view.status.digest, possibleCaseVerbs(view.status, Date.now())]
      : [view.status.plan?.digest, possibleCleanUpVerbs(view.status)];
  return possible.map((verb) =>
    verb === 'approve' ? command(verb, `--digest ${digest} --approver "…"`) : pasteable(verb),
  );
};

import { nextCommands } from '../verbs/next-commands.ts';
import { print, printJson, say } from '../output.ts';
import { inWords } from './run-in-words.ts';
import type { RunView } from './run-view.ts';

/** Prints a run: data on stdout, what can be done next on stderr. */
export const showRun = (view: RunView, { json }: { json?: boolean | undefined }): void => {
  if (json) printJson(asData(view));
  else print(inWords(view));
  if (view.is === 'silent')
    say(view.failure ?? 'No worker answered. Start one, or see `offboard doctor`.');
  const commands = nextCommands(view);
  if (commands.length > 0)
    say(['What you can do now:', ...commands.map((command) => `  ${command}`)].join('\n'));
};

const asData = (view: RunView) => {
  const { workflowId } = view;
  switch (view.is) {
    case 'open':
      return { workflowId, ...view.status, ...(view.attempt && { attempt: view.attempt }) };
    case 'silent':
      return {
        workflowId,
        state: view.state ?? 'running',
        worker: view.failure === undefined ? 'none answered' : 'fails',
      };
    case 'ended':
      return { workflowId, state: stateAfter(view), ...view.result };
    case 'closed':
      return { workflowId, state: view.how, reason: view.reason };
  }
};

/** The state that the run ended in, which is what its outcome is called where that is a state. */
const stateAfter = ({ kind, result: { outcome } }: Extract<RunView, { is: 'ended' }>) => {
  if (kind !== 'desktop') return outcome === 'planned' ? 'done' : outcome;
  return outcome === 'aborted' || outcome === 'rescinded' ? outcome : 'done';
};

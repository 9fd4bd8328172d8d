import type { StepReceipt } from '../client.ts';
import { print, printJson, say, style, table } from './output.ts';
import type { RunView } from './run-view.ts';

/** Prints a run: data on stdout, what can be done next on stderr. */
export const showRun = (view: RunView, { json }: { json?: boolean | undefined }): void => {
  if (json) printJson(asData(view));
  else print(inWords(view));
  if (view.is === 'open' && view.status.blocked)
    say(`Decide with: offboard resolve ${view.workflowId} --action retry|skip|abort --reason …`);
  if (view.is === 'silent') say('No worker answered. Start one, or see `offboard doctor`.');
};

const asData = (view: RunView) => {
  const { workflowId } = view;
  switch (view.is) {
    case 'open':
      return { workflowId, ...view.status };
    case 'silent':
      return { workflowId, state: view.state ?? 'running', worker: 'none answered' };
    case 'ended': {
      const state = view.result.outcome === 'aborted' ? 'aborted' : 'done';
      return { workflowId, state, ...view.result };
    }
    case 'closed':
      return { workflowId, state: view.how, reason: view.reason };
  }
};

const inWords = (view: RunView): string => {
  const title = (state: string) => `${view.workflowId}: ${style('bold', state)}`;
  switch (view.is) {
    case 'open': {
      const { state, sentence, step, due, blocked, steps } = view.status;
      const lines = [title(state), sentence];
      if (step !== undefined) lines.push(`Now: ${step}`);
      if (due !== undefined) lines.push(`Waits until ${due} at the latest.`);
      if (blocked !== undefined)
        lines.push(
          `${blocked.errorCode} in ${blocked.step}, since ${blocked.since}: ${blocked.message}`,
          `What to do: ${blocked.advice}`,
        );
      return [...lines, ...stepTable(steps)].join('\n');
    }
    case 'silent':
      return title(view.state ?? 'running');
    case 'ended': {
      const { outcome, reason, user, plan = [], steps } = view.result;
      const lines = [title(outcome), reason];
      if (user.outcome !== 'not-read') lines.push(`User ${user.outcome}: ${user.reason}`);
      return [...lines, ...plan.map((line) => `- ${line}`), ...stepTable(steps)].join('\n');
    }
    case 'closed':
      return `${title(view.how)}\n${view.reason}`;
  }
};

const stepTable = (steps: readonly StepReceipt[]): string[] => {
  if (steps.length === 0) return [];
  const rows = steps.map(({ step, outcome, attempts, errorCodes, summary }) => {
    const met = Object.entries(errorCodes).map(([code, times]) => `${code} ×${times}`);
    return [step, outcome, String(attempts), met.join(', '), summary];
  });
  return ['', table([['STEP', 'OUTCOME', 'ATTEMPTS', 'CODES', 'SUMMARY'], ...rows])];
};

import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { exitCode } from './exit-code.ts';
import { say, style } from './output.ts';
import { exitCodeOf, viewRun } from './run-view.ts';
import type { RunView } from './run-view.ts';

/**
 * Follows a run to its end, or to where it waits for a person, and says each change on stderr.
 * Interrupting this leaves the run as it is.
 */
export const followRun = async (client: Client, workflowId: string): Promise<RunView> => {
  process.once('SIGINT', () => {
    say(`The run goes on. Watch it with: offboard status ${workflowId} --watch`);
    process.exit(130);
  });
  let said = '';
  for (;;) {
    const view = await viewRun(client, workflowId);
    const line = progress(view);
    if (line !== said) say(`${style('dim', clock(), process.stderr)}  ${line}`);
    said = line;
    const goesOn =
      view.is === 'silent' || (view.is === 'open' && exitCodeOf(view) === exitCode.done);
    if (!goesOn) return view;
    await delay(1_000);
  }
};

const progress = (view: RunView): string => {
  switch (view.is) {
    case 'open': {
      const { state, step, sentence } = view.status;
      return [state, ...(step === undefined ? [] : [step]), sentence].join('  ');
    }
    case 'silent':
      return 'no worker answers; waiting for one';
    case 'ended':
      return view.result.outcome;
    case 'closed':
      return view.how;
  }
};

const clock = () => new Date().toTimeString().slice(0, 8);

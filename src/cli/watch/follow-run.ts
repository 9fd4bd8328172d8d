import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { printable } from '../../domain/words.ts';
import { say, style } from '../output.ts';
import { attemptInWords } from '../runs/pending-attempt.ts';
import { goesOn, viewRun } from '../runs/run-view.ts';
import type { RunView } from '../runs/run-view.ts';
import { liveBlock } from './live-block.ts';
import { newsOf, standingInWords } from './news.ts';

/**
 * Follows a run to its end, or to where it waits for a person or is held, and says on stderr each
 * step that ends and each change. Interrupting this leaves the run as it is.
 */
export const followRun = async (client: Client, workflowId: string): Promise<RunView> => {
  const block = liveBlock(process.stderr);
  const onInterrupt = () => {
    block.close();
    say(`The run goes on. Watch it with: offboard status ${workflowId} --watch`);
    process.exit(130);
  };
  process.once('SIGINT', onInterrupt);
  const news = newsOf();
  const log = (line: string, at?: string) =>
    block.log(`${style('dim', clock(at), process.stderr)}  ${printable(line)}`);
  let silentSince: number | undefined;
  let isTold = false;
  try {
    for (;;) {
      const lookedAt = Date.now();
      const view = await viewRun(client, workflowId);
      for (const { line, at } of news(view)) log(line, at);
      if (view.is !== 'silent') silentSince = undefined;
      else if (Date.now() - (silentSince ??= lookedAt) >= silentTooLongMs && !isTold) {
        isTold = true;
        log(view.failure === undefined ? noWorker : 'This goes on watching; end it with Ctrl-C.');
      }
      if (!goesOn(view)) return view;
      block.show(underWay(view).map(printable));
      await delay(1_000);
    }
  } finally {
    process.off('SIGINT', onInterrupt);
    block.close();
  }
};

/** What changes from one second to the next. */
const underWay = (view: RunView): string[] => {
  const attempt = view.is === 'open' || view.is === 'silent' ? view.attempt : undefined;
  if (attempt === undefined) return [standingInWords(view)];
  const words = attemptInWords(attempt, Date.now());
  return [`${attempt.step}${words === undefined ? '' : `  ${words}`}`];
};

/** On the watch of whoever looks; a day that is over is named. */
const clock = (at?: string): string => {
  const then = at === undefined ? new Date() : new Date(at);
  const time = then.toTimeString().slice(0, 8);
  const isToday = then.toDateString() === new Date().toDateString();
  return isToday ? time : `${then.toLocaleDateString('sv')} ${time}`;
};

const silentTooLongMs = 10_000;
const noWorker =
  'No worker has answered for 10 s. Start one, or see `offboard doctor`; this goes on watching.';

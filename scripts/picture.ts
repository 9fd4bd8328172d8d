/**
 * Takes the pictures of the documentation: runs the demo, steers one of the runs that wait for a
 * person in Temporal's Web UI, opens a leaver's case beside it, and ends all that it started.
 * `CHROMIUM` names the browser.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { Browser, Locator, Page } from 'playwright-core';
import { queryFor } from '../src/cli/list/run-query.ts';
import { endWithThisProcess } from '../src/cli/temporal/watchdog.ts';
import type { OffboardingState } from '../src/domain/state.ts';
import { workflowTypes } from '../src/workflows/contract.ts';
import { searchAttributes } from '../src/workflows/search-attributes.ts';
import { findChromium, howToGetChromium, launchChromium } from '../test/support/chromium.ts';
import { WebUi } from '../test/support/web-ui.ts';
import { openLeaverHouse } from './leaver-house.ts';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** What the demo says of itself when it has come to its end and keeps everything running. */
interface Demo {
  uiAddress: string;
  temporalAddress: string;
  /** Ends it. @throws Error if a desktop did not end as it should */
  stop(): Promise<void>;
}

async function startDemo(): Promise<Demo> {
  // On a server of its own: somebody else's would show runs of somebody else.
  const { TEMPORAL_ADDRESS: _, ...env } = process.env;
  const demo = spawn(process.execPath, [at('src/cli.ts'), 'demo', '--keep'], {
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const release = endWithThisProcess(demo.pid ?? 0);
  const ended = once(demo, 'exit').finally(release);
  const stop = async () => {
    demo.kill('SIGINT');
    const [code] = (await ended) as [number | null]; // as Node documents the event
    if (code !== 0) throw new Error('The demo did not end as it should: do not use its pictures.');
  };

  let uiAddress: string | undefined;
  let temporalAddress: string | undefined;
  for await (const line of createInterface(demo.stderr)) {
    process.stderr.write(`${line}\n`);
    uiAddress ??= /(http:\S+)\/namespaces\//.exec(line)?.[1];
    temporalAddress ??= /TEMPORAL_ADDRESS=(\S+)/.exec(line)?.[1];
    if (uiAddress && temporalAddress) {
      demo.stderr.resume();
      return { uiAddress, temporalAddress, stop };
    }
  }
  throw new Error('The demo ended before it could be looked at.');
}

const desktopRuns = `WorkflowType = '${workflowTypes.offboardDesktop}'`;

/** Of the desktops that were ordered one by one and whose runs are in a state, the one with the most to show. */
async function longest(
  { workflow }: Client,
  state: OffboardingState,
): Promise<WorkflowExecutionDescription> {
  const runs: WorkflowExecutionDescription[] = [];
  for await (const { workflowId } of workflow.list({ query: desktopRuns })) {
    // What a list says of state and history may be old.
    const run = await workflow.getHandle(workflowId).describe();
    const isOrderedAlone = run.parentExecution === undefined;
    if (isOrderedAlone && run.typedSearchAttributes.get(searchAttributes.state) === state)
      runs.push(run);
  }
  const [first] = runs.toSorted((a, b) => b.historyLength - a.historyLength);
  if (first === undefined) throw new Error(`No run of the demo is ${state}.`);
  return first;
}

/** The part of the page between the top of one thing and the bottom of another. */
async function takeBetween(page: Page, top: Locator, bottom: Locator, file: string): Promise<void> {
  const [content, first, last] = await Promise.all(
    [page.locator('#content'), top, bottom].map((each) => each.boundingBox()),
  );
  if (!content || !first || !last) throw new Error(`${file}: the page lacks what it should show.`);
  const margin = 12;
  await page.screenshot({
    path: at(`docs/images/${file}`),
    clip: {
      x: content.x,
      y: first.y - margin,
      width: content.width,
      height: last.y + last.height - first.y + 2 * margin,
    },
  });
  process.stderr.write(`docs/images/${file}\n`);
}

/** Waits until a thing has stopped growing: the page lays itself out in several steps. */
async function settled(thing: Locator): Promise<Locator> {
  await thing.waitFor();
  let before = -1;
  for (;;) {
    const height = (await thing.boundingBox())?.height ?? 0;
    if (height === before) return thing;
    before = height;
    await thing.page().waitForTimeout(700);
  }
}

/** As an operator would choose them with "Configure Columns", where the Web UI keeps its choice. */
const columns = ['Status', 'Workflow ID', 'OffboardingState', 'OffboardingDue'];

async function takePictures(browser: Browser, { uiAddress, temporalAddress }: Demo) {
  const connection = await Connection.connect({ address: temporalAddress });
  const client = new Client({ connection });
  const look = async (width: number) => {
    // Tall, so that nothing has to be scrolled.
    const page = await browser.newPage({ viewport: { width, height: 2_400 }, timezoneId: 'UTC' });
    return new WebUi(page, { uiAddress, namespace: 'default' });
  };
  try {
    const blocked = await longest(client, 'blocked');
    const lists = await look(1_366);
    const kept = JSON.stringify({ default: columns.map((label) => ({ label })) });
    await lists.page.addInitScript({
      content: `localStorage.setItem('namespace-workflow-table-columns', '${kept}')`,
    });
    await lists.list(queryFor({ needsAction: true }));
    await lists.untilListed(blocked.workflowId);
    const last = lists.page.getByRole('row').last();
    await takeBetween(lists.page, lists.status, last, 'needs-action.png');

    // Narrow enough for the details to have the whole width, and to be read without a click.
    const run = await look(1_020);
    await run.open(blocked, 'user-metadata');
    await run.untilDetailsSay('What you can do now');
    const heading = run.page.getByRole('heading', { name: 'Current Details' });
    const details = await settled(run.page.getByTitle('output').last());
    await takeBetween(run.page, heading, details, 'blocked.png');

    await run.offer('Update');
    await run.pick('resolve');
    await run.submit('{"action":"retyr","reason":"given back to its owner"}');
    await run.dialog.getByRole('alert').getByText('must be').first().waitFor();
    await run.dialog.screenshot({ path: at('docs/images/refused.png') });
    await run.dialog.getByRole('button', { name: 'Cancel' }).last().click();

    await run.offer('Signal');
    await run.pick('hold');
    await run.submit('{"reason":"Its new owner is asked first","by":"night shift"}');
    await run.untilDetailsSay(/^held$/);
    await settled(details);
    await takeBetween(run.page, heading, run.details.locator('pre').nth(1), 'held.png');

    const house = await openLeaverHouse(client, temporalAddress);
    try {
      const leaver = await look(1_020);
      await leaver.open(house, 'user-metadata');
      await leaver.untilDetailsSay('What you can do now');
      const top = leaver.page.getByRole('heading', { name: 'Current Details' });
      await settled(leaver.page.getByTitle('output').last());
      await takeBetween(leaver.page, top, leaver.details.locator('pre').nth(1), 'case.png');
    } finally {
      await house.stop();
    }

    const ended = await look(1_366);
    await ended.open(await longest(client, 'done'), 'timeline');
    const graph = await settled(ended.page.locator('#event-history-timeline-graph'));
    await takeBetween(ended.page, ended.page.getByTestId('timeline-tab'), graph, 'timeline.png');
  } finally {
    await connection.close();
  }
}

const executablePath = await findChromium(process.env);
if (executablePath === undefined) throw new Error(`There is no Chromium. ${howToGetChromium}`);
await mkdir(at('docs/images'), { recursive: true });
const demo = await startDemo();
try {
  const browser = await launchChromium(executablePath);
  await takePictures(browser, demo).finally(() => browser.close());
} finally {
  await demo.stop();
}

import type { FrameLocator, Locator, Page } from 'playwright-core';
import { until } from './until.ts';

/** Temporal's Web UI in a browser, and how an operator goes about it. Everything by what can be seen. */
export class WebUi {
  readonly page: Page;
  readonly #runs: string;

  constructor(page: Page, { uiAddress, namespace }: { uiAddress: string; namespace: string }) {
    this.page = page;
    this.#runs = `${uiAddress}/namespaces/${namespace}/workflows`;
  }

  /** The list of the runs that a query finds, by its link. */
  async list(query: string): Promise<Locator> {
    await this.page.goto(`${this.#runs}?query=${encodeURIComponent(query)}`);
    const table = this.page.getByRole('table', { name: 'Workflows' });
    await table.waitFor();
    return table;
  }

  /** Refreshes the list until it has a run: it learns of changes by and by. */
  async untilListed(workflowId: string): Promise<void> {
    const link = this.page.getByRole('link', { name: workflowId, exact: true });
    await until(`${workflowId} is listed`, async () => {
      if (await isVisible(link)) return true;
      await this.page.getByRole('button', { name: 'Refresh' }).click();
      return false;
    });
  }

  /** From the list to one of its runs. */
  async choose(workflowId: string): Promise<void> {
    await this.page.getByRole('link', { name: workflowId, exact: true }).click();
    await this.page.getByRole('tab', { name: 'User Metadata' }).waitFor();
  }

  /** Straight to a run, on one of its tabs as they stand in the address. */
  async open({ workflowId, runId }: { workflowId: string; runId: string }, tab: string) {
    await this.page.goto(`${this.#runs}/${encodeURIComponent(workflowId)}/${runId}/${tab}`);
  }

  /** What the status beside the run's name says, such as `Running`. */
  get status(): Locator {
    return this.page.getByRole('main').getByRole('status').first();
  }

  /** The current details, rendered, in a frame of their own. */
  get details(): FrameLocator {
    return this.page.getByTitle('output').last().contentFrame();
  }

  /** Reads the current details anew, with R as the page says, until they say something. */
  async untilDetailsSay(what: string | RegExp): Promise<void> {
    const tab = this.page.getByRole('tab', { name: 'User Metadata' });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await until(`the details say ${what}`, async () => {
      if (await isVisible(this.details.getByText(what).first())) return true;
      await this.page.keyboard.press('r');
      return false;
    });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Opens the dialog by which a verb is sent, and the drop-down with all of them. */
  async offer(kind: 'Signal' | 'Update'): Promise<void> {
    await this.page.getByRole('button', { name: 'More Actions' }).click();
    const article = kind === 'Signal' ? 'a' : 'an';
    await this.page.getByRole('menuitem', { name: `Send ${article} ${kind}` }).click();
    await this.dialog.getByRole('button', { name: `Select ${article} ${kind}` }).click();
  }

  /** Picks a verb from the drop-down. */
  async pick(verb: string): Promise<void> {
    await this.dialog.getByRole('option', { name: new RegExp(`^${verb}\\b`) }).click();
  }

  /** Fills in the input and sends it; whoever calls looks at what comes of it. */
  async submit(input: string): Promise<void> {
    const field = this.dialog.getByRole('textbox', { name: 'Data' });
    await field.fill(input);
    // Left, the field puts its JSON on several lines, and moves the button away beneath the mouse.
    await field.blur();
    await this.dialog.getByRole('button', { name: 'Submit' }).click();
  }
}

/** Whether a thing is there within a second. */
const isVisible = (thing: Locator): Promise<boolean> =>
  thing.waitFor({ timeout: 1_000 }).then(
    () => true,
    () => false,
  );

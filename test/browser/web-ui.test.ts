import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryFor } from '../../src/cli/list/run-query.ts';
import type { DevServer } from '../../src/cli/temporal/dev-server.ts';
import { startDevServer } from '../../src/cli/temporal/dev-server.ts';
import { findTemporal } from '../../src/cli/temporal/find.ts';
import { descriptionOf } from '../../src/domain/verbs.ts';
import {
  deletedIn,
  desktopIn,
  desktopsIn,
  nameIn,
  noCeilings,
  policyOf,
  startCleanUp,
} from '../support/clean-up.ts';
import { findChromium, howToGetChromium, launchChromium } from '../support/chromium.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { WebUi } from '../support/web-ui.ts';

const chromium = await findChromium(process.env);
const isLeftOut = chromium === undefined && !process.env['CI'];
if (isLeftOut) {
  process.stderr.write(
    `LEFT OUT: nothing is tried in the Web UI, as there is no Chromium. ${howToGetChromium}\n`,
  );
}

describe.skipIf(isLeftOut)('in the Web UI alone, an operator', { timeout: 120_000 }, () => {
  let server: DevServer | undefined;
  let browser: Browser | undefined;
  let started: House | undefined;

  beforeAll(async () => {
    if (chromium === undefined) throw new Error(`There is no Chromium. ${howToGetChromium}`);
    // The server of the test run has no Web UI.
    const log = () => {};
    server = await startDevServer({ cli: await findTemporal(process.env, log), ui: true, log });
    browser = await launchChromium(chromium);
    started = await startHouse({
      temporalAddress: server.address,
      estate: {
        desktops: [
          desktop('frozen', { is_freeze: true }),
          desktop('another'),
          ...desktopsIn('lab', 2),
          desktopIn('lab', 'lab-held', { tags: [{ key: 'offboarding:hold', value: '' }] }),
        ],
      },
      settings: noCeilings,
    });
  });
  afterAll(async () => {
    await browser?.close();
    await started?.stop();
    await server?.stop();
  });

  /** The house, and a page of its own of the Web UI. */
  async function openUi() {
    const { uiAddress } = server ?? {};
    if (!started || !browser || !uiAddress) throw new TypeError('the house did not start');
    const { namespace } = started.client.options;
    const page = await browser.newPage({ timezoneId: 'UTC' });
    return { house: started, page, ui: new WebUi(page, { uiAddress, namespace }) };
  }

  test.concurrent(
    'finds the run that needs action, holds it, resolves it, releases it, and sees it finish',
    async () => {
      const { house, page, ui } = await openUi();
      const { simulator, order } = house;
      const deletes = async () =>
        (await simulator.audit()).desktops['frozen']?.delete_requests ?? 0;
      const isSeen = (text: string | RegExp) => page.getByText(text).first().waitFor();

      const run = await order(orderFor('frozen'));
      await (await order(orderFor('another'))).result();

      const list = await ui.list(queryFor({ needsAction: true }));
      await ui.untilListed(run.workflowId);
      expect(await list.getByRole('link', { name: 'offboard-desktop/another' }).count()).toBe(0);

      await ui.choose(run.workflowId);
      await ui.untilDetailsSay(/^GUARD\.STOP$/);
      await ui.untilDetailsSay('What you can do now');
      const example = await ui.details.getByText('"action"').first().textContent();

      await ui.offer('Signal');
      for (const verb of ['hold', 'release', 'rescind', 'resolve'] as const) {
        await ui.dialog.getByRole('option').getByText(descriptionOf(verb)).waitFor();
      }
      await ui.pick('hold');
      await ui.submit('{"reason":"Legal is asked first","by":"night shift"}');
      await isSeen('Workflow signaled.');
      await ui.untilDetailsSay(/^held$/);
      await ui.untilDetailsSay(/Legal is asked first/);

      await ui.offer('Update');
      await ui.pick('resolve');
      await ui.submit('{"action":"retyr","reason":"it is unfrozen"}');
      const refusal = ui.dialog
        .getByRole('alert')
        .getByText('must be retry, skip or abort')
        .first();
      await refusal.waitFor();
      // Its box would show where the worker's files are.
      expect(await ui.dialog.getByText('Stack Trace').count()).toBe(0);

      // Right, and as it was offered for pasting.
      await simulator.patch('frozen', { is_freeze: false });
      await ui.submit((example ?? '').replaceAll('…', 'night shift'));
      await isSeen('Update successful');
      await ui.untilDetailsSay(/Goes on with retry of showDesktopDetail/);
      expect(await deletes()).toBe(0);

      await ui.offer('Update');
      await ui.pick('release');
      await ui.submit('{"reason":"Legal agrees"}');
      await isSeen('Update successful');
      await ui.status.getByText('Completed').waitFor();
      await page.getByRole('tab', { name: 'Timeline' }).click();
      await isSeen('"deleted"');

      const { verbs } = await run.result();
      expect(verbs.map(({ verb, via, outcome }) => `${verb} by ${via}: ${outcome}`)).toEqual([
        'hold by signal: applied',
        'resolve by update: applied',
        'release by update: applied',
      ]);
      expect(await deletes()).toBe(1);
    },
  );

  test.concurrent(
    'sees what a clean-up would delete and why, approves it with what the details offer, and it is carried out',
    async () => {
      const { house, page, ui } = await openUi();

      const handle = await startCleanUp(house, policyOf('lab', { mode: 'approve' }));
      await ui.list(queryFor({ needsAction: true }));
      await ui.untilListed(handle.workflowId);
      await ui.choose(handle.workflowId);
      await ui.untilDetailsSay(/^awaiting-approval$/);
      await ui.untilDetailsSay(/2 selected, 1 excluded, 0 deleted, 0 kept, 0 blocked$/);
      const rowOf = (id: string) =>
        ui.details.getByRole('row').filter({ hasText: id }).textContent();
      expect(await rowOf(nameIn('lab', 0))).toContain('delete: it carries the tag group');
      expect(await rowOf('lab-held')).toMatch(/keep: .*offboarding:hold/);
      await ui.untilDetailsSay('What you can do now');
      const offered = (await ui.details.getByText('"digest"').first().textContent()) ?? '';
      const [digest = ''] = /[0-9a-f]{64}/.exec(offered) ?? [];
      await ui.untilDetailsSay(new RegExp(`^${digest}$`));
      expect(await deletedIn(house, 'lab')).toEqual([]);

      await ui.offer('Update');
      await ui.pick('approve');
      await ui.submit(offered.replace(digest, '0'.repeat(64)));
      await ui.dialog.getByRole('alert').getByText('no plan of this run has the digest').waitFor();
      await ui.submit(offered.replace('…', 'the owner of the estate'));
      await page.getByText('Update successful').first().waitFor();

      await ui.status.getByText('Completed').waitFor();
      expect(await handle.result()).toMatchObject({
        outcome: 'done',
        counts: { deleted: 2 },
        // Where nobody signs in, Temporal records nobody.
        approvals: [{ approver: 'the owner of the estate', identity: '' }],
      });
      expect(await deletedIn(house, 'lab')).toEqual([nameIn('lab', 0), nameIn('lab', 1)]);
    },
  );
});

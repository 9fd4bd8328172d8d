import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ReadActivities } from '../../src/activities/index.ts';
import { refusals } from '../../src/domain/refusals.ts';
import type { ApiServer } from '../support/api-server.ts';
import { serve } from '../support/api-server.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse, untilBlocked } from '../support/house.ts';
import { until } from '../support/until.ts';
import type { WebhookProcess } from '../support/webhook-process.ts';
import { startWebhookProcess } from '../support/webhook-process.ts';
import type { WorkerProcess } from '../support/worker-process.ts';
import { startWorkerProcess } from '../support/worker-process.ts';
import type { CleanUpDesktops } from '../../src/workflows/contract.ts';
import { cleanUpId, workflowTypes } from '../../src/workflows/contract.ts';
import { eventOf, leaver, secretOf, send } from '../webhook/hr.ts';
import type { Series } from './prometheus.ts';
import { readQuery, seriesIn } from './prometheus.ts';

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const text = (file: string) => readFile(path(file), 'utf8');

interface Alert {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; action: string; runbook: string };
}
interface Panel {
  id: number;
  title: string;
  description: string;
  datasource: { uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets: { expr: string; datasource: { uid: string } }[];
}

const { groups } = parse(await text('deploy/prometheus-alerts.yaml')) as {
  groups: { rules: Alert[] }[];
};
const alerts = groups.flatMap(({ rules }) => rules);
const { panels } = JSON.parse(await text('deploy/grafana-dashboard.json')) as { panels: Panel[] };
const queries = [
  ...alerts.map(({ alert, expr }) => ({ of: alert, expr })),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ of: title, expr }))),
];

/** What a query asks of a process; `up` and `job` are Prometheus' own. */
const selectorsIn = (promql: string) =>
  readQuery(promql)
    .selectors.filter(({ metric }) => metric !== 'up')
    .map(({ metric, matchers }) => ({
      metric,
      matchers: matchers.filter(({ label }) => label !== 'job'),
    }));

/** Has the receiver told something of a case, as its workflow would. */
const notify = ({ client, settings }: House, n: number) =>
  client.activity.typed<ReadActivities>().start('notify', {
    id: `notice-${n}`,
    taskQueue: settings.worker.taskQueue,
    startToCloseTimeout: '30 seconds',
    args: [
      {
        sender: 'hr',
        personId: 'E10023',
        notice: {
          type: 'case.done',
          id: `notice-${n}`,
          timestamp: new Date().toISOString(),
          workflowId: 'offboard-user/hr/E10023',
          sender: 'hr',
          personId: 'E10023',
          state: 'done',
          sentence: 'All is gone.',
          desktops: 1,
        },
      },
    ],
  });

describe('every query of the alerts and the dashboard', () => {
  let house: House;
  let worker: WorkerProcess;
  let webhook: WebhookProcess;
  let receiver: ApiServer;
  let directory: string;
  let series: Series[];

  const answers: Partial<Record<string, number>> = { 'notice-2': 410, 'notice-3': 503 };

  beforeAll(async () => {
    const codes = { unknown: 400, forbidden: 403, throttled: 429, unauthorised: 401 };
    const names = Object.keys(codes);
    // Refuses one notice, is away for another, and takes the rest.
    receiver = await serve(({ headers }, response) =>
      response.writeHead(answers[String(headers['webhook-id'])] ?? 204).end(),
    );
    directory = await mkdtemp(join(tmpdir(), 'monitoring-'));
    const secretsFile = join(directory, 'secrets');
    await writeFile(secretsFile, secretOf('hr'));
    house = await startHouse({
      workers: false,
      settings: {
        notifications: { url: receiver.url, secretsFile, allowPrivate: true },
        // All runs wait for as long as one was told to.
        errorCodes: [{ code: 'APIGW.0308', delay: '1 s' }],
      },
      estate: { desktops: [...names, 'deleted'].map((name) => desktop(name)) },
    });
    for (const [name, status] of Object.entries(codes)) {
      await house.simulator.fault({
        operation: 'ShowDesktopDetail',
        desktop_id: name,
        times: 1,
        status,
        ...(name === 'unknown' && { error_code: 'WKS.NOBODY.KNOWS' }),
      });
    }
    worker = await startWorkerProcess(house.env);
    const url = String(worker.log.find((line) => line['url'])?.['url']);

    const runs = await Promise.all(names.map((name) => house.order(orderFor(name))));
    const deleted = await house.order(orderFor('deleted'));
    await deleted.signal('no-such-verb');
    // Nobody can carry out its tasks, as if the code were broken.
    const broken = await house.client.workflow.start('broken', {
      taskQueue: house.settings.worker.taskQueue,
      workflowId: 'broken',
    });
    await deleted.result();
    await Promise.all(runs.slice(0, 2).map((run) => untilBlocked(run)));

    await house.client.schedule.create({
      scheduleId: cleanUpId('tidy'),
      spec: { cronExpressions: ['0 6 * * MON'] },
      action: {
        type: 'startWorkflow',
        workflowType: workflowTypes.cleanUpDesktops,
        taskQueue: 'nobody',
        args: [],
      },
    });
    const cleanUp = await house.client.workflow.start<CleanUpDesktops>(
      workflowTypes.cleanUpDesktops,
      {
        taskQueue: house.settings.worker.taskQueue,
        workflowId: cleanUpId('tidy'),
        args: [{ policy: { name: 'tidy', select: { names: ['nobody-has-this-*'] } } }],
      },
    );
    await cleanUp.result();

    for (const n of [1, 2]) await (await notify(house, n)).result();
    await notify(house, 3);

    // Nobody is at its Temporal.
    webhook = await startWebhookProcess({
      ...house.env,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      OFFBOARDING_WEBHOOK_SECRETS_FILE: secretsFile,
    });
    const event = eventOf('leaver.opened', leaver('E10023'));
    await Promise.all([
      send(webhook.url, event),
      send(webhook.url, event, { secret: secretOf('nobody') }),
    ]);

    const read = async () => {
      const pages = [url, webhook.url].map(async (at) => (await fetch(`${at}/metrics`)).text());
      return (await Promise.all(pages)).flatMap(seriesIn);
    };
    const wanted = queries.flatMap(({ expr }) => selectorsIn(expr).map(({ metric }) => metric));
    const areAllIn = (seen: Series[]) =>
      wanted.every((metric) => seen.some(({ name }) => name === metric));
    series = await until(
      'all metrics are there',
      async () => {
        const seen = await read();
        return areAllIn(seen) && seen;
      },
      10_000,
    ).catch(read); // The tests below say what is missing.
    // Some may have ended by themselves.
    await Promise.allSettled([...runs, broken].map((run) => run.terminate()));
  });
  afterAll(async () => {
    await webhook?.stop();
    await worker?.stop();
    await house?.stop();
    await receiver?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const labelled = (metric: string, label: string) =>
    series.flatMap(({ name, labels }) => (name === metric ? (labels[label] ?? []) : []));

  test.for(queries)('of $of asks for what a worker or a webhook exposes', ({ expr }) => {
    const selectors = selectorsIn(expr);
    for (const { metric, matchers } of selectors) {
      expect(series.map(({ name }) => name)).toContain(metric);
      for (const { label, is, value } of matchers) {
        const seen = labelled(metric, label);
        expect(seen.length, `${metric} has no label ${label}`).toBeGreaterThan(0);
        // Not all that can be refused is refused here.
        if (label === 'error_code') seen.push(...Object.keys(refusals));
        const pattern = is.endsWith('~') ? new RegExp(`^(${value})$`) : undefined;
        expect(
          seen.some((each) => pattern?.test(each) ?? each === value),
          `${metric} has no ${label} ${value}, but ${seen.join()}`,
        ).toBe(true);
      }
    }
    for (const label of readQuery(expr).labels) {
      expect(
        selectors.some(({ metric }) => labelled(metric, label).length > 0),
        `nothing in it has a label ${label}`,
      ).toBe(true);
    }
  });
});

describe('every alert', async () => {
  const runbook = await text('docs/operators.md');
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  );

  test.for(alerts)('$alert says what it means, what to do and where to read on', (alert) => {
    const { summary, action, runbook: link } = alert.annotations;
    expect(alert.labels.severity).toMatch(/^(page|ticket)$/);
    for (const sentence of [summary, action]) expect(sentence).toMatch(/\.$/);
    const [file, anchor] = link.split('#');
    expect(file).toBe('docs/operators.md');
    expect(anchors).toContain(anchor);
  });

  // Debian has it in its package `prometheus`; without it only this test is left out.
  const promtool = 'promtool';
  const isThere = spawnSync(promtool, ['--version']).error === undefined;
  test.skipIf(!isThere)('fires when it should, and only then', () => {
    const rules = path('test/deploy/prometheus-alerts.promtool.yaml');
    const { status, stderr } = spawnSync(promtool, ['test', 'rules', rules], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the dashboard', () => {
  test('takes all its data from the source that is chosen, and says what each panel shows', () => {
    for (const { title, description, datasource, targets } of panels) {
      expect([title, description.length > 0]).toEqual([title, true]);
      const sources = [datasource, ...targets.map((target) => target.datasource)];
      expect(new Set(sources.map(({ uid }) => uid))).toEqual(new Set(['${datasource}']));
    }
  });

  test('has its panels side by side', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)}/${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.length).toBe(24 * Math.max(...panels.map(({ gridPos: { y, h } }) => y + h)));
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});

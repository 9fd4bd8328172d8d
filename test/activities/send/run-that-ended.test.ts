/** A run that is terminated while its deleting attempt is about to send. */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor } from '../../support/estate.ts';
import type { House } from '../../support/house.ts';
import { startHouse, writesOf } from '../../support/house.ts';
import { until } from '../../support/until.ts';
import { startWorkerProcess } from '../../support/worker-process.ts';

let house: House;

const name = 'intent-of-a-run-that-ended';

beforeAll(async () => {
  house = await startHouse({ estate: { desktops: [desktop(name)] }, workers: false });
});
afterAll(() => house?.stop());

/** What is on record of the delete. */
const recordOf = async (kind: 'intent' | 'outcome') => {
  const folder = join(house.settings.evidence.directory, name);
  const files = await readdir(folder).catch(() => []);
  const file = files.find((one) => one.endsWith(`.DeleteDesktop.${kind}.json`));
  return file === undefined ? undefined : readFile(join(folder, file), 'utf8');
};

test('no delete is sent for a run that was terminated after its intent was written', async () => {
  const gate = join(house.settings.evidence.directory, '..', 'gate');
  const preload = fileURLToPath(new URL('../gate.ts', import.meta.url));
  const env = { ...house.env, NODE_OPTIONS: `--import ${preload}`, GATE: gate };
  const worker = await startWorkerProcess(env);
  const handle = await house.order(orderFor(name));
  await until('it is meant', () => recordOf('intent'));
  await handle.terminate('a test says so');
  // Temporal shows the attempt as if it were to go on.
  const { raw } = await handle.describe();
  expect(raw.pendingActivities).toMatchObject([{ activityType: { name: 'deleteDesktop' } }]);

  await writeFile(gate, '');
  const outcome = await until('its end is known', () => recordOf('outcome'));
  expect(JSON.parse(outcome)).toMatchObject({ is: 'not-sent' });
  expect(await writesOf(house, name)).toEqual([]);
  await worker.stop();
});

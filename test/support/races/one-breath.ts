import type { WorkflowBundleOption } from '@temporalio/worker';
import { startCrew } from '../crew.ts';
import { orderFor } from '../estate.ts';
import { status } from '../house.ts';
import { until } from '../until.ts';
import type { House } from '../house.ts';
import type { Account } from './race.ts';
import { say } from './say.ts';
import { calm } from './scenario.ts';

/**
 * Has a run take up two signals in one breath, as it does with all that was said while no worker ran:
 * it stands held before its delete, is released, and is held again.
 */
export async function inOneBreath(
  house: House,
  name: string,
  bundle?: WorkflowBundleOption,
): Promise<Account> {
  const crew = await startCrew(house, bundle);
  const handle = await house.order(orderFor(name), crew.taskQueue);
  const tell = (verb: 'hold' | 'release', via: 'update' | 'signal', mark: string) =>
    say(handle, { said: { verb }, via }, mark);
  const stepOf = async () => (await status(handle)).step;
  await until('it follows its job', async () => (await stepOf()) === 'showJob');
  const said = [await tell('hold', 'update', 'said-0')];
  await until('only the delete is left', async () => (await stepOf()) === undefined);
  await crew.stop();
  said.push(await tell('release', 'signal', 'said-1'), await tell('hold', 'signal', 'said-2'));

  const nextCrew = await startCrew(house, bundle, crew.taskQueue);
  await until('both are taken up', async () => (await status(handle)).verbs.length === 3);
  const seenHeld = new Map([['said-2', Date.now()]]);
  await until('nothing is under way', async () => (await stepOf()) === undefined);
  said.push(await tell('release', 'update', 'said-3'));
  const result = await handle.result();
  await nextCrew.stop();
  return {
    name,
    scenario: calm,
    said,
    seenHeld,
    end: { is: 'result', result },
    verbs: result.verbs,
    history: await handle.fetchHistory(),
  };
}

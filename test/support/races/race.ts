import { setTimeout as delay } from 'node:timers/promises';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { VerbRecord } from '../../../src/domain/verb-record.ts';
import type { OffboardDesktop } from '../../../src/workflows/contract.ts';
import { offboardDesktopId, workflowTypes } from '../../../src/workflows/contract.ts';
import { orderFor } from '../estate.ts';
import type { House } from '../house.ts';
import { status } from '../house.ts';
import type { RunEnd } from './follow.ts';
import { endOf, seeToItsEnd, sightOfHold } from './follow.ts';
import type { Utterance } from './say.ts';
import { messageOf, say, untilOf } from './say.ts';
import type { Act, Scenario } from './scenario.ts';
import { profileOf } from './scenario.ts';
import type { Tap } from './tap.ts';

/** All that was said in one race, and what the run made of it. */
export interface Account {
  name: string;
  scenario: Scenario;
  said: Utterance[];
  /** When a run was seen as held (ms since the epoch), by the mark of the signal that held it. */
  seenHeld: Map<string, number>;
  end: RunEnd;
  verbs: VerbRecord[];
  history: History;
}

export interface Course {
  house: House;
  tap: Tap;
  taskQueue: string;
  /** How long an act waits for its moment. @default 3,000 */
  patienceMs?: number;
}

/** Runs a race: the run of one desktop, and the operators who interfere with it. */
export async function race(course: Course, name: string, scenario: Scenario): Promise<Account> {
  const { house } = course;
  await prepare(house, name, scenario);
  const handle = house.client.workflow.getHandle<OffboardDesktop>(offboardDesktopId(name));
  const said: Promise<Utterance>[] = [];
  const seenHeld = new Map<string, number>();
  const over = new AbortController();
  const note = (utterance: Promise<Utterance>, { said: what, via }: Pick<Act, 'said' | 'via'>) => {
    const mark = markOf(said.length);
    said.push(utterance);
    if (what.verb !== 'hold' || via !== 'signal') return;
    void sightOfHold(handle, mark, over.signal).then((at) => at && seenHeld.set(mark, at));
  };
  const speak = (act: Pick<Act, 'said' | 'via'>) => {
    const utterance = say(handle, act, markOf(said.length));
    note(utterance, act);
    return utterance;
  };

  const [first, ...others] = scenario.acts;
  const isWithTheOrder = first?.when.is === 'with the order' && first.said.verb !== 'cancel';
  if (isWithTheOrder) note(Promise.resolve(await startWith(course, name, scenario, first)), first);
  else await house.order(orderFor(name, { deleteUsers: scenario.deleteUsers }), course.taskQueue);
  const ended = endOf(handle);
  const meanwhile = happenMeanwhile(house, name, scenario);
  for (const act of isWithTheOrder ? others : scenario.acts) {
    await momentOf(course, name, act);
    void speak(act);
  }
  await meanwhile;
  await seeToItsEnd(house, handle, { name, scenario, speak, ended });
  over.abort();

  const end = await ended;
  return {
    name,
    scenario,
    said: await Promise.all(said),
    seenHeld,
    end,
    verbs: end.is === 'result' ? end.result.verbs : (await status(handle)).verbs,
    history: await handle.fetchHistory(),
  };
}

const markOf = (n: number) => `said-${n}`;

async function prepare({ simulator }: House, name: string, scenario: Scenario): Promise<void> {
  const { fault } = profileOf(scenario);
  if (fault !== undefined) await simulator.fault({ ...fault, desktop_id: name });
  for (const { operation, times, ms } of scenario.slow) {
    await simulator.fault({ operation, times, desktop_id: name, delay_ms: ms });
  }
}

async function happenMeanwhile(
  { simulator }: House,
  name: string,
  scenario: Scenario,
): Promise<void> {
  const { meanwhile } = profileOf(scenario);
  if (meanwhile === undefined) return;
  await delay(scenario.meanwhileAfterMs);
  await simulator.patch(name, meanwhile);
}

/** Starts a run by a signal. */
async function startWith(
  { house, taskQueue }: Course,
  name: string,
  scenario: Scenario,
  { said }: Act,
): Promise<Utterance> {
  const sentAt = Date.now();
  const mark = markOf(0);
  const untilMs = untilOf(said, sentAt);
  const [signal, signalArgs] = messageOf(said, mark, untilMs);
  await house.client.workflow.signalWithStart(workflowTypes.offboardDesktop, {
    taskQueue,
    workflowId: offboardDesktopId(name),
    args: [orderFor(name, { deleteUsers: scenario.deleteUsers })],
    signal,
    signalArgs,
  });
  const doneAt = Date.now();
  const end = untilMs !== undefined && { untilMs };
  return { said, via: 'signal', mark, sentAt, doneAt, answer: { is: 'taken' }, ...end };
}

/** Waits for the moment of an act; one that never comes is given up. */
async function momentOf(
  { tap, patienceMs = 3_000 }: Course,
  name: string,
  { when }: Act,
): Promise<void> {
  if (when.is === 'later') await delay(when.ms);
  if (when.is !== 'at a call') return;
  await Promise.race([tap.reached(name, when.instant), delay(patienceMs)]);
  if (when.plusMs > 0) await delay(when.plusMs);
}

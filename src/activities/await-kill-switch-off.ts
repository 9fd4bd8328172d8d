import { activityInfo } from '@temporalio/activity';
import { killSwitchSentence } from '../domain/kill-switch-sentence.ts';
import { cannotTell } from './attempt/cannot-tell.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet } from './attempt/failure.ts';
import { nothingToDo, step } from './attempt/step.ts';
import type { Subject } from './attempt/subject.ts';

/**
 * Waits for as long as the kill switch is on. It looks every few seconds at first and once a minute
 * in the end: hundreds of runs may wait for days, and shall not all go on in the same instant.
 */
export const awaitKillSwitchOff = (dependencies: Dependencies) =>
  step(dependencies, async (_subject: Subject) => {
    const state = await dependencies.killSwitch.read().catch(cannotTell(delayMs()));
    if (state.on) throw notYet('KILL_SWITCH.ON', killSwitchSentence(state), delayMs());
    return nothingToDo(state, killSwitchSentence(state));
  });

const delayMs = () =>
  Math.min(2_000 * 1.5 ** (activityInfo().attempt - 1), 60_000) * (1 + Math.random() / 5);

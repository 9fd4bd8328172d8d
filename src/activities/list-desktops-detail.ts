import type { LeftOut, Wave } from '../domain/clean-up/wave.ts';
import { presence } from '../domain/desktop-facts.ts';
import type { DesktopDetail } from '../workspace/client.ts';
import type { Dependencies } from './dependencies.ts';
import { inOrder } from './attempt/in-order.ts';
import { judgeWave, listWave } from './wave/judge-wave.ts';
import { kept, ownerThere, plannedWave } from './wave/planned-wave.ts';
import { ownersThere } from './read/owners-there.ts';
import { unlessGone } from './read/read-desktop.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import { loginsBefore } from './plan/still-eligible.ts';

export interface WaveLook {
  left: LeftOut[];
  /** How many of the others have collaboration resources. */
  collaboration: number;
}

/**
 * Looks at the desktops of a wave (ListDesktopsDetail, and ShowDesktopDetail where that is silent): those
 * that may not go now leave it. That an owner is missing is asked for by id, too (ListUserDetail).
 */
export const listDesktopsDetail = (dependencies: Dependencies) =>
  step(dependencies, async (wave: Wave, attempt): Promise<StepEnd<WaveLook>> => {
    const planned = await plannedWave(dependencies, wave);
    const { details, missing } = await listWave(attempt, planned.desktops);
    const left: LeftOut[] = [];
    const shown: DesktopDetail[] = [];
    const read = (desktopId: string) =>
      unlessGone(dependencies, attempt.workspace.showDesktopDetail(desktopId));
    for await (const [desktopId, detail] of inOrder(
      missing,
      readsAtOnce,
      async ({ desktopId: id }) => [id, await read(id)] as const,
    )) {
      if (detail === undefined) left.push(gone(desktopId));
      else shown.push({ ...detail, desktop_id: desktopId });
    }

    const known = await loginsBefore(attempt, planned.desktops);
    const judged = await judgeWave(dependencies, attempt, planned, [...details, ...shown], known);
    const deleted = judged.onTheirWay.filter(({ facts }) => presence(facts) === 'deleted');
    left.push(...judged.left, ...deleted.map(({ desktop }) => gone(desktop.desktopId)));
    const clear = judged.clear.map(({ desktop }) => desktop);
    const back = await ownersThere(dependencies, attempt, clear);
    left.push(...[...back].map((desktopId) => kept(desktopId, ownerThere)));

    const stay = judged.clear.filter(({ desktop }) => !back.has(desktop.desktopId));
    const collaboration = stay.filter(({ facts }) => facts.collaboration).length;
    return {
      found: { left, collaboration },
      summary: `Nothing speaks against deleting ${stay.length} of ${planned.desktops.length} desktops.`,
    };
  });

/** As many as are under way together, so that their latency does not slow the flow. */
const readsAtOnce = 4;

const gone = (desktopId: string): LeftOut => ({
  is: 'already-gone',
  desktopId,
  reason: 'The desktop was gone before.',
});

import type { SelectedDesktop } from '../../domain/clean-up/plan.ts';
import type { LeftOut } from '../../domain/clean-up/wave.ts';
import type { DesktopFacts } from '../../domain/desktop-facts.ts';
import { isStanding } from '../../domain/desktop-facts.ts';
import type { DesktopDetail } from '../../workspace/client.ts';
import { desktopFacts } from '../../workspace/facts.ts';
import type { Attempt } from '../attempt/attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import { judge } from '../send/judge.ts';
import type { PlannedWave } from './planned-wave.ts';
import { alone, kept } from './planned-wave.ts';
import type { Logins } from '../read/read-logins.ts';
import { lapsedAmong } from '../plan/still-eligible.ts';

/** One look at the desktops of a wave by a list. */
export interface WaveSight {
  /** ms since the epoch. */
  readAt: number;
  details: DesktopDetail[];
  /** The list does not show them, which proves nothing. */
  missing: SelectedDesktop[];
}

/** A desktop as it was planned and as it was just read. */
export interface ReadDesktop {
  desktop: SelectedDesktop;
  facts: DesktopFacts;
}

/** What a wave comes to by one look. */
export interface JudgedWave {
  /** Nothing speaks against deleting them now. */
  clear: ReadDesktop[];
  /** Being deleted already, or shown as deleted. */
  onTheirWay: ReadDesktop[];
  left: LeftOut[];
}

/** Reads desktops of a wave by one call (ListDesktopsDetail). */
export async function listWave(
  attempt: Pick<Attempt, 'slot' | 'workspace'>,
  desktops: readonly SelectedDesktop[],
): Promise<WaveSight> {
  if (desktops.length === 0) return { readAt: Date.now(), details: [], missing: [] };
  await attempt.slot('ListDesktopsDetail');
  const readAt = Date.now();
  const ids = new Set(desktops.map(({ desktopId }) => desktopId));
  const { desktops: listed } = await attempt.workspace.listDesktopsDetail({
    desktop_id: [...ids],
    limit: 100,
  });
  // How the filter matches is not documented, nor that each desktop is listed once.
  const shown = new Map(
    listed
      .filter(({ desktop_id: id }) => ids.has(id))
      .map((detail) => [detail.desktop_id, detail] as const),
  );
  const missing = desktops.filter(({ desktopId }) => !shown.has(desktopId));
  return { readAt, details: [...shown.values()], missing };
}

/** Judges each desktop that was read: what the guard says, and whether it still qualifies. */
export async function judgeWave(
  dependencies: Dependencies,
  attempt: Attempt,
  { plan, desktops }: PlannedWave,
  details: readonly DesktopDetail[],
  known?: Logins,
): Promise<JudgedWave> {
  const planned = new Map(desktops.map((desktop) => [desktop.desktopId, desktop]));
  const both = details.flatMap((detail) => {
    const desktop = planned.get(detail.desktop_id);
    return desktop === undefined ? [] : [{ desktop, detail, facts: desktopFacts(detail) }];
  });
  const standing = both.filter(({ facts }) => isStanding(facts));
  const conditional = standing.map(({ desktop, detail }) => ({ ...desktop, detail }));
  const lapses = await lapsedAmong(dependencies, attempt, conditional, known);

  const clear: ReadDesktop[] = [];
  const left: LeftOut[] = [];
  for (const { desktop, facts } of standing) {
    const lapse = lapses.get(desktop.desktopId);
    const { deleteUsers } = plan;
    const order = { expectedOwner: desktop.userId, deleteUsers, planned: desktop.facts };
    const verdict = judge(dependencies, order, facts);
    if (lapse !== undefined) left.push(kept(desktop.desktopId, `Kept, because ${lapse}.`));
    else if (verdict.is === 'proceed') clear.push({ desktop, facts });
    // It no longer qualifies, so nobody needs to decide.
    else if (verdict.is === 'stop') {
      left.push(kept(desktop.desktopId, `Kept, because ${verdict.reason}.`));
    } else left.push(alone({ plan }, desktop, `It goes on alone, because ${verdict.reason}.`));
  }
  return { clear, onTheirWay: both.filter(({ facts }) => !isStanding(facts)), left };
}

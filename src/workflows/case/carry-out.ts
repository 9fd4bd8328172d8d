import { condition } from '@temporalio/workflow';
import type { CaseUser } from '../../domain/case-result.ts';
import { isGone } from '../../domain/case-result.ts';
import { counted } from '../../domain/counted.ts';
import type { LeaverPlan, PlannedUser } from '../../domain/leaver-plan.ts';
import { keyOf, toDelete } from '../../domain/leaver-plan.ts';
import type { DesktopOfCase } from './case-desktop.ts';
import type { CaseEnd, CaseRun } from './case-run.ts';
import { settled } from '../run/settled.ts';

/** Has the desktops deleted and reads back what became of the users: from here on things are destroyed. */
export async function carryOut(run: CaseRun): Promise<CaseEnd> {
  const { current } = run.plan;
  if (current === undefined) throw new TypeError('there is no plan to carry out');
  const { plan } = current;
  run.phase = 'under-way';
  run.board.enter('running', 'The plan is carried out.');
  await deleteDesktops(run, plan);
  // A rescission that came meanwhile has stopped what could still be stopped.
  await run.steering.untilFree();
  for (const user of plan.users) {
    run.board.status.users.push(await endOfUser(run, plan, user, current.evidenceStore));
  }
  return { outcome: 'done', reason: inWords(run) };
}

/** Until every desktop has come to its end, each for itself, and a run that was lost was begun anew. */
async function deleteDesktops(run: CaseRun, plan: LeaverPlan): Promise<void> {
  for (;;) {
    await settled(plan.users.map((user) => deleteDesktopsOf(run, plan, user)));
    const lost = desktopsOf(run, plan).find(({ end }) => end?.is === 'lost');
    if (lost === undefined) return;
    const { desktopId, sentence } = lost.row;
    const message = `The run of desktop ${desktopId} is gone: ${sentence}`;
    const action = await run.park('offboardDesktop', { errorCode: 'DESKTOP.RUN_LOST', message });
    if (action === 'retry') await run.desktops.own();
    else
      lost.leave(
        'Its run was lost, and an operator skipped it: what became of the desktop was not read.',
      );
  }
}

/**
 * The desktops of one user. All but the last go first; the last one takes the user along, if none of
 * the others is left. One that stands still does not stop the others.
 */
async function deleteDesktopsOf(run: CaseRun, plan: LeaverPlan, user: PlannedUser): Promise<void> {
  const waiting = desktopsOf(run, plan, user).filter(({ wasLetGo }) => !wasLetGo);
  const last = waiting.pop();
  if (last === undefined) return;
  const others = desktopsOf(run, plan, user).filter((desktop) => desktop !== last);
  const letLastGo = async () => {
    await condition(() => others.every(({ standsStill }) => standsStill));
    await letGo(run, plan, last, () => mayTakeUserAlong(plan, user, others));
  };
  await settled([...waiting.map((desktop) => letGo(run, plan, desktop, () => false)), letLastGo()]);
  await condition(() => desktopsOf(run, plan, user).every(({ end }) => end !== undefined));
}

async function letGo(
  run: CaseRun,
  plan: LeaverPlan,
  desktop: DesktopOfCase,
  mayDeleteUsers: () => boolean,
): Promise<void> {
  const planned = plan.desktops.find((one) => keyOf(one) === keyOf(desktop.row));
  if (planned === undefined) throw new TypeError('a desktop that is not in the plan');
  const digest = run.plan.current?.digest ?? '';
  await desktop.untilStarted();
  // Last of all: it may have taken days until the desktop could have a run.
  await run.steering.untilFree();
  await desktop.letGo({ digest, deleteUsers: mayDeleteUsers(), planned: planned.facts });
}

const mayTakeUserAlong = (
  plan: LeaverPlan,
  { project, userId, countedDesktops }: PlannedUser,
  others: readonly DesktopOfCase[],
): boolean =>
  plan.deleteUsers &&
  countedDesktops === undefined &&
  others.every((desktop) => desktop.isGone) &&
  !plan.desktops.some(
    (one) => one.project === project && one.userId === userId && one.action === 'keep',
  );

const desktopsOf = (run: CaseRun, plan: LeaverPlan, user?: PlannedUser): DesktopOfCase[] =>
  toDelete(plan)
    .filter(
      ({ project, userId }) =>
        user === undefined || (project === user.project && userId === user.userId),
    )
    .flatMap((planned) => run.desktops.get(planned) ?? []);

/** Deletes the user if nothing of theirs is left, and reads by id what became of them. */
async function endOfUser(
  run: CaseRun,
  plan: LeaverPlan,
  user: PlannedUser,
  evidenceStore: string,
): Promise<CaseUser> {
  const { project, userId } = user;
  const own = desktopsOf(run, plan, user);
  const isToGo = mayTakeUserAlong(plan, user, own);
  const wentAlong = own.some(
    ({ end }) => end?.is === 'ended' && end.result.user.outcome === 'gone',
  );
  let isLeft = false;
  if (isToGo && !wentAlong) {
    run.board.enter('running', 'Deletes the user.');
    const deleted = await run.write('deleteUser', { project, userId, evidenceStore });
    isLeft = deleted === undefined || deleted.is === 'kept';
  }
  run.board.enter('running', 'Reads back what became of the user.');
  const expectGone = isToGo && !isLeft;
  const { found } = await run.findOut('confirmUser', { project, userId, expectGone });
  if (found.outcome === 'gone') run.locks.delete(userId);
  const isLocked = run.locks.get(userId)?.isOurs === true;
  return {
    project,
    userId,
    outcome: found.outcome,
    reason: isToGo || found.outcome === 'gone' ? found.reason : whyKept(plan, found.reason),
    ...(isLocked && { isLocked }),
  };
}

const whyKept = ({ deleteUsers }: LeaverPlan, reason: string) =>
  deleteUsers ? reason : `Kept: the settings do not have users deleted. ${reason}`;

function inWords({ board }: CaseRun): string {
  const { desktops, users } = board.status;
  const gone = desktops.filter(isGone);
  const kept = desktops.filter((desktop) => !gone.includes(desktop));
  const usersGone = users.filter(({ outcome }) => outcome === 'gone').length;
  return [
    `${gone.length} of ${counted(desktops.length, 'desktop')} gone.`,
    ...kept.map(({ desktopId, sentence }) => `${desktopId} is kept: ${sentence}`),
    `${usersGone} of ${counted(users.length, 'user')} gone.`,
    ...users.filter(({ outcome }) => outcome !== 'gone').map(({ reason }) => reason),
  ].join(' ');
}

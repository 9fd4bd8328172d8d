import { type Desktop, exists, userIds } from './desktop.ts';
import { conflict } from './errors.ts';
import { desktopsOf, removeUser } from './estate.ts';
import type { World } from './world.ts';

/** Throws 409 where a task forbids deletion; a failed delete forbids nothing. */
export function checkDeletable({ facts, phase }: Desktop): void {
  if (phase !== 'present' || facts.task_status === '' || facts.task_status === 'deleteFailed')
    return;
  throw conflict(facts.task_status, 'delete', facts.desktop_id);
}

/**
 * Accepts a delete: invisible for a while, after that of its job's waiting, then DELETING, then gone. While
 * an earlier one is taking effect a second is accepted too, changes nothing, and is audited.
 */
export function acceptDelete(
  world: World,
  desktop: Desktop,
  deleteUsers: boolean,
  jobWaitsMs = 0,
): void {
  world.audit.deleteAccepted(desktop);
  if (desktop.phase !== 'present') return;
  desktop.phase = 'accepted';
  world.clock.after(jobWaitsMs + desktop.behaviour.deleteInvisibleMs, () =>
    startDeleting(world, desktop, deleteUsers),
  );
}

function startDeleting(world: World, desktop: Desktop, deleteUsers: boolean): void {
  const before = desktop.facts.status;
  desktop.phase = 'deleting';
  desktop.facts.status = 'DELETING';
  desktop.facts.task_status = 'deleting';
  world.clock.after(desktop.behaviour.deletingMs, () => {
    if (desktop.behaviour.deleteFailsTimes > 0) fail(desktop, before);
    else vanish(world, desktop, deleteUsers);
    for (const tell of desktop.onDeletionEnd.splice(0)) tell();
  });
}

function fail(desktop: Desktop, statusBefore: string): void {
  const { deleteFailsTimes } = desktop.behaviour;
  desktop.behaviour = { ...desktop.behaviour, deleteFailsTimes: deleteFailsTimes - 1 };
  desktop.phase = 'present';
  desktop.facts.status = statusBefore;
  desktop.facts.task_status = 'deleteFailed';
}

function vanish(world: World, desktop: Desktop, deleteUsers: boolean): void {
  const { facts, behaviour } = desktop;
  const users = userIds(facts);
  facts.task_status = '';
  facts.login_status = 'UNREGISTER';
  facts.attach_user_infos = [];
  facts.share_resource_sku = '';
  desktop.assistance = null;
  desktop.overrides = { ...desktop.overrides, attach_state: 'DEATTACHED' };
  desktop.phase = behaviour.goneAs === '404' ? 'gone' : 'ghost';
  facts.status = behaviour.goneAs === 'DELETED' ? 'DELETED' : '';
  if (behaviour.goneAs === 'empty') {
    world.clock.after(behaviour.emptyMs, () => {
      desktop.phase = 'gone';
    });
  }
  if (deleteUsers) {
    world.clock.after(behaviour.userGoneMs, () => removeLeftoverUsers(world, users));
  }
}

/** A user who still has a desktop stays. */
function removeLeftoverUsers(world: World, users: readonly string[]): void {
  for (const id of users) {
    if (desktopsOf(world.estate, id).length === 0) removeUser(world.estate, id);
  }
}

/** Logs a connected user off, after a moment. */
export function logOff(world: World, desktop: Desktop): void {
  if (desktop.behaviour.ignoresLogoff) return;
  world.clock.after(desktop.behaviour.logoffMs, () => {
    if (exists(desktop) && ['CONNECTED', 'DISCONNECTED'].includes(desktop.facts.login_status)) {
      desktop.facts.login_status = 'REGISTERED';
    }
  });
}

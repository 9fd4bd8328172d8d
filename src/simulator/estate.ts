import type { Desktop, DesktopFacts, Tag } from './desktop.ts';
import { addMissingUsers, applyPatch, attachedUser } from './desktop-patch.ts';
import { exists, isAttached, usualBehaviour, userIds } from './desktop.ts';
import type { GivenDesktop, GivenEstate } from './estate-schema.ts';
import { choose, digest, pick, uuid } from './ids.ts';
import type { Login } from './login.ts';
import { newUser, type User, userIdOf } from './user.ts';

/** The desktops and users of a project. */
export interface Estate {
  desktops: Map<string, Desktop>;
  users: Map<string, User>;
  /** Deleted users: calls that ask for them by name still belong to their desktops' story. */
  formerUsers: User[];
}

/** What an estate starts from: `count` generated desktops, or those of a file. */
export interface EstatePlan {
  seed: number;
  count: number;
  given: GivenEstate | null;
}

const statuses = [
  { status: 'ACTIVE', login_status: 'REGISTERED' },
  { status: 'ACTIVE', login_status: 'DISCONNECTED' },
  { status: 'SHUTOFF', login_status: 'UNREGISTER' },
  { status: 'HIBERNATED', login_status: 'UNREGISTER' },
] as const;

// Shared by all desktops that have none: there may be 100,000 of them. They are replaced, never changed.
const noOverrides = {};
const noTags: readonly Tag[] = [];
const noLogins: readonly Login[] = [];

const firstDay = Date.UTC(2024, 0, 8, 8);

function generatedFacts(seed: number, index: number, hex: string): DesktopFacts {
  return {
    desktop_id: uuid(hex),
    computer_name: `desktop-${String(index + 1).padStart(5, '0')}`,
    created: new Date(firstDay + pick(hex, 34, 500) * 86_400_000).toISOString(),
    ...choose(hex, 40, statuses),
    task_status: '',
    attach_user_infos: [attachedUser(seed, { user_name: `user${index + 1}` })],
    desktop_type: 'DEDICATED',
    in_maintenance_mode: false,
    is_freeze: false,
    share_resource_sku: '',
    order_id: '',
    tags: noTags,
    enterprise_project_id: '0',
    pool_id: '',
    availability_zone: 'simulated-1a',
    subnet_id: uuid(digest(seed, 'subnet')),
    ip_address: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
    charge_mode: '1',
  };
}

function addDesktop(
  estate: Estate,
  seed: number,
  index: number,
  patch: GivenDesktop | undefined,
): void {
  const desktop: Desktop = {
    index,
    facts: generatedFacts(seed, index, digest(seed, 'desktop', index)),
    overrides: noOverrides,
    behaviour: usualBehaviour,
    phase: 'present',
    onDeletionEnd: [],
    assistance: null,
    dailyUser: null,
    logins: noLogins,
    loggedInSince: false,
    firstOwners: [],
    expectedOwners: [],
  };
  if (patch !== undefined) applyPatch(estate, seed, desktop, patch);
  addMissingUsers(estate, desktop.facts.attach_user_infos);
  desktop.firstOwners = userIds(desktop.facts);
  if (patch?.sim?.expectedOwner === undefined) desktop.expectedOwners = desktop.firstOwners;
  if (patch?.sim?.lastLogin === undefined && patch?.sim?.logins === undefined) {
    desktop.dailyUser = desktop.facts.attach_user_infos.at(0)?.user_name ?? null;
  }
  estate.desktops.set(desktop.facts.desktop_id, desktop);
}

/** Builds the estate; the same plan builds the same one. */
export function buildEstate({ seed, count, given: file }: EstatePlan): Estate {
  const estate: Estate = { desktops: new Map(), users: new Map(), formerUsers: [] };
  for (const { id, ...user } of file?.users ?? []) {
    const made = newUser(id ?? userIdOf(seed, user.user_name), user.user_name);
    estate.users.set(made.id, Object.assign(made, user));
  }
  if (file === null) {
    for (let index = 0; index < count; index += 1) addDesktop(estate, seed, index, undefined);
  } else {
    file.desktops.forEach((desktop, index) => addDesktop(estate, seed, index, desktop));
  }
  return estate;
}

/** The desktops that a user is attached to, ghosts and gone ones left out. */
export const desktopsOf = (estate: Estate, userId: string): Desktop[] =>
  estate.desktops
    .values()
    .filter((desktop) => exists(desktop) && isAttached(desktop.facts, userId))
    .toArray();

/** User id → number of desktops, for listings. */
export function desktopCounts(estate: Estate): Map<string, number> {
  const counts = new Map<string, number>();
  for (const desktop of estate.desktops.values()) {
    if (!exists(desktop)) continue;
    for (const id of userIds(desktop.facts)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

export function removeUser(estate: Estate, userId: string): void {
  const user = estate.users.get(userId);
  if (user === undefined) return;
  estate.users.delete(userId);
  estate.formerUsers.push(user);
}

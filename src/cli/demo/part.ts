import type { DesktopOutcome, UserOutcome } from '../../domain/result.ts';
import type { RequestRecord } from '../../simulator/requests.ts';
import type { VerbInput } from '../../client.ts';
import type { Actor } from './cast.ts';
import type { DesktopChange, GivenFault, SimulatorProcess } from './simulator.ts';

/** One desktop of the demo: what is awkward about it, and how its story must end. */
export interface Part {
  /** What is awkward, in a few plain words. */
  awkward: string;
  /** Facts and behaviour in the simulator; the owner is added. */
  desktop?: DesktopChange;
  /** Calls about it that go wrong. */
  faults?: GivenFault[];
  /** Its user has one more desktop, which nobody orders to be deleted. */
  hasAnotherDesktop?: boolean;
  /** What comes up while its run is under way. */
  meanwhile?: Happening;
  /** What an operator decides when the run is blocked. Without this it stays blocked. */
  decision?: VerbInput<'resolve'>;
  ends: Extract<DesktopOutcome, 'deleted' | 'already-gone' | 'kept'> | 'blocked';
  /** What must have become of the user, where the desktop is gone. */
  user?: UserOutcome['outcome'];
}

/** Something that somebody else does to a desktop. */
export interface Happening {
  /** True when the time has come; `calls` are the calls about this desktop so far. */
  isDue(calls: readonly RequestRecord[]): boolean;
  does(scene: Scene): Promise<void>;
  /** It happens again until this is true. Without this it happens once. */
  until?(calls: readonly RequestRecord[]): boolean;
}

export interface Scene {
  simulator: SimulatorProcess;
  actor: Actor;
  /** Deletes the desktop as a colleague in the console would. */
  deleteAsColleague(): Promise<void>;
}

import { printable } from './words.ts';

/** The name of a signal under which it may be handed to a run: Temporal keeps some for itself. */
export const speakableName = (name: string): string => (name.startsWith('__') ? `'${name}'` : name);

/** The name of a signal or update as it is recorded: short, and fit to be shown. */
export function recordedName(name: string): string {
  const spoken = speakableName(name);
  return printable(spoken.length > 100 ? `${spoken.slice(0, 100)}…` : spoken);
}

/** One thing that was said to a run, for the record: what came of it, and who said it. */
export interface VerbRecord {
  /** As it was sent; a signal may have a name that no verb has. */
  verb: string;
  /** `timer`: a hold that ended by itself. */
  via: 'update' | 'signal' | 'timer';
  /** When the run took it up (ISO 8601, UTC). */
  at: string;
  /** When Temporal had it, where that was more than a second before; absent until it has been read. */
  sentAt?: string;
  /**
   * `pending`: it waits to learn what the step under way did. Updates that are refused at the door leave
   * no trace anywhere, and none here.
   */
  outcome: 'applied' | 'refused' | 'pending';
  /** What it changed, or why it was refused. */
  sentence: string;
  reason?: string;
  /** The name given in the input: what the sender says of themselves. */
  by?: string;
  /** Temporal's id of the update. */
  updateId?: string;
  /** The identity that Temporal's history has for the sender; absent until it has been read. */
  identity?: string;
  /** Who Temporal's server knows the sender to be, where it says so: this one cannot be made up. */
  principal?: string;
}

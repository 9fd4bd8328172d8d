import { ownSignals } from './own-signals.ts';
import type { VerbRecord } from './verb-record.ts';
import { recordedName } from './verb-record.ts';

/** An update or a signal as the history has it: what was sent, when, and by whom. */
export interface Sender {
  kind: 'update' | 'signal';
  /** Of the update or signal; usually a verb. */
  name: string;
  /** Updates only. */
  updateId?: string;
  /** What the sender's client said of itself. */
  identity: string;
  /** Who the server knows the sender to be, where it authenticates and passes that on. */
  principal?: string;
  /** When Temporal recorded it (ISO 8601, UTC). */
  at: string;
}

interface Match {
  records: VerbRecord[];
  /** Senders that no record stands for. */
  left: Sender[];
}

/**
 * The records, each with the identity of its sender where the history has it, and when it was sent if
 * that was some time before. An update is known by its id; signals have none, so the n-th record of a
 * name belongs to its n-th signal. What our own parts signal is left out: it is not among the records, but
 * for what was made up.
 */
export const withIdentities = (
  records: readonly VerbRecord[],
  senders: readonly Sender[],
): VerbRecord[] => match(records, senders).records;

/** What the history has and no record stands for: the run ended or stood still before it took it up. */
export const notTakenUp = (records: readonly VerbRecord[], senders: readonly Sender[]): Sender[] =>
  match(records, senders).left;

/** The senders that records can be told to belong to: signals, by their order, only where none was left out. */
export const tellable = (
  senders: readonly Sender[],
  { verbsLeftOut }: { verbsLeftOut?: number | undefined },
): readonly Sender[] =>
  verbsLeftOut === undefined ? senders : senders.filter(({ kind }) => kind === 'update');

/** The logins that sent a signal or an update of this name, each once. */
export const loginsBehind = (wanted: string, senders: readonly Sender[]): string[] => {
  const sent = senders.filter(({ name }) => name === wanted);
  return [...new Set(sent.map(({ principal, identity }) => principal ?? identity))];
};

/** What a worker that polls takes to take something up. */
const aMomentMs = 1_000;

const match = (records: readonly VerbRecord[], senders: readonly Sender[]): Match => {
  const left = senders.filter(
    ({ kind, name }) => kind !== 'signal' || !Object.hasOwn(ownSignals, name),
  );
  const take = (isIts: (sender: Sender) => boolean): Sender | undefined => {
    const index = left.findIndex(isIts);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const matched = records.map((record) => {
    const sender =
      record.via === 'update'
        ? take(({ kind, updateId }) => kind === 'update' && updateId === record.updateId)
        : take(({ kind, name }) => kind === record.via && recordedName(name) === record.verb);
    if (sender === undefined) return record;
    const { identity, principal, at: sentAt } = sender;
    return {
      ...record,
      ...(Date.parse(record.at) - Date.parse(sentAt) > aMomentMs && { sentAt }),
      identity,
      ...(principal !== undefined && { principal }),
    };
  });
  return { records: matched, left };
};

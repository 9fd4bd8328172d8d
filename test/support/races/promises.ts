/** What an operator may rely on, checked against the simulator's own log of a race. */
import type { RequestRecord } from '../../../src/simulator/requests.ts';
import type { Account } from './race.ts';
import type { Utterance } from './say.ts';
import { profileOf } from './scenario.ts';

/** What the simulator knows of a race's desktop in the end. */
export interface Cloud {
  requests: readonly RequestRecord[];
  isPresent: boolean;
  violations: readonly { kind: string; detail: string }[];
}

/** For each time that a promise was put to the test: undefined if kept, else what broke it. */
type Verdicts = Iterable<string | undefined>;

/** How long after a hold was taken up a call may still leave that was about to: all tests at once keep a machine busy. */
const graceMs = process.env['CHAOS'] === '1' ? 5_000 : 20_000;

const isChange = ({ method }: RequestRecord) => method !== 'GET';
const isDelete = ({ operation }: RequestRecord) => operation === 'DeleteDesktop';
/** 2xx, also where the reply was cut off. */
const isAccepted = ({ status }: RequestRecord) => status !== null && status < 300;

const deletesOf = ({ requests }: Cloud) => requests.filter(isDelete);
const acceptedOf = (cloud: Cloud) => deletesOf(cloud).filter(isAccepted);
const timeOf = ({ time }: RequestRecord) => Date.parse(time);

/** Deletes that the cloud accepts, and then fails to carry out. */
const inVain = ({ scenario }: Account) => profileOf(scenario).facts?.sim?.deleteFailsTimes ?? 0;

const sentenceOf = ({ answer }: Utterance) => ('sentence' in answer ? answer.sentence : '');
const saying = ({ said }: Account, start: string) =>
  said.filter((utterance) => sentenceOf(utterance).startsWith(start));

/** When a hold can have ended: at its own end, or at the first release that may have come after it. */
function endOf({ said }: Account, hold: Utterance): number {
  const releases = said.filter(
    (other) =>
      other.said.verb === 'release' && other.answer.is !== 'refused' && other.doneAt > hold.sentAt,
  );
  return Math.min(hold.untilMs ?? Infinity, ...releases.map(({ sentAt }) => sentAt));
}

const inWords = ({ operation, time, status }: RequestRecord) =>
  `${operation} at ${time} (${status})`;

/** What changed something between two times (ms since the epoch), both excluded. */
function changeIn({ requests }: Cloud, from: number, to: number): string | undefined {
  const change = requests.find(
    (request) => isChange(request) && timeOf(request) > from && timeOf(request) < to,
  );
  return change && inWords(change);
}

/** A delete that was on its way when it was said that there is none. */
function deleteBefore(account: Account, cloud: Cloud, time: number): string | undefined {
  const sent = acceptedOf(cloud).filter((request) => timeOf(request) <= time);
  const last = sent.at(-1);
  return last && sent.length > inVain(account) ? `accepted: ${inWords(last)}` : undefined;
}

const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : 'the end');

export const promises = {
  'after an answered hold nothing changes until its release': function* (account, cloud) {
    for (const hold of saying(account, 'Held')) {
      const { mark, doneAt } = hold;
      const end = endOf(account, hold);
      const broken = changeIn(cloud, doneAt, end) ?? deleteBefore(account, cloud, doneAt);
      yield broken && `${mark} was held from ${iso(doneAt)} to ${iso(end)}, but ${broken}`;
    }
  },

  'after a run was seen as held nothing changes until its release': function* (account, cloud) {
    for (const [mark, seenAt] of account.seenHeld) {
      const hold = account.said.find((utterance) => utterance.mark === mark);
      if (hold === undefined) continue;
      const broken =
        changeIn(cloud, seenAt, endOf(account, hold)) ?? deleteBefore(account, cloud, seenAt);
      yield broken && `${mark} was seen as held at ${iso(seenAt)}, but ${broken}`;
    }
  },

  'after an answered rescind nothing changes, and nothing was deleted': function* (account, cloud) {
    for (const { mark, doneAt } of saying(account, 'Rescinded')) {
      const broken = changeIn(cloud, doneAt, Infinity) ?? deleteBefore(account, cloud, doneAt);
      yield broken && `${mark} was rescinded at ${iso(doneAt)}, but ${broken}`;
    }
  },

  'a run that ends as rescinded has deleted nothing': function* (account, cloud) {
    const { end } = account;
    if (end.is === 'result' && end.result.outcome === 'rescinded') {
      yield deleteBefore(account, cloud, Infinity);
    }
  },

  'what was taken up before the call stops the call': function* (account, cloud) {
    for (const hold of account.said) {
      const record = account.verbs.find(({ reason }) => reason === hold.mark);
      if (!['hold', 'rescind'].includes(hold.said.verb) || record === undefined) continue;
      const isTooLate = record.sentence.startsWith('Too late: ');
      if (record.outcome !== 'applied' && (!isTooLate || inVain(account) > 0)) continue;
      const from = Date.parse(record.at) + graceMs;
      const end = hold.said.verb === 'hold' ? endOf(account, hold) : Infinity;
      const late = deletesOf(cloud).find(
        (request) => timeOf(request) > from && timeOf(request) < end,
      );
      yield late && `${hold.mark} was taken up at ${record.at}, but ${inWords(late)}`;
    }
  },

  'too late is said only of a delete that was accepted or a desktop that is gone': function* (
    account,
    cloud,
  ) {
    const isTrue =
      acceptedOf(cloud).length > 0 || account.scenario.profile === 'taken by somebody else';
    for (const utterance of account.said) {
      const sentence = sentenceOf(utterance);
      if (!/too late: /i.test(sentence) || /was rescinded/.test(sentence)) continue;
      yield isTrue ? undefined : `${utterance.mark} got: ${sentence}`;
    }
  },

  'every run ends, and says what is true': function* (account, cloud) {
    const { end } = account;
    const isDone = end.is === 'result' && ['deleted', 'already-gone'].includes(end.result.outcome);
    const ended = end.is === 'result' ? end.result.outcome : end.is;
    if (end.is === 'failed' || end.is === 'never') yield `it ${ended}: ${JSON.stringify(end)}`;
    else if (account.scenario.profile === 'taken by somebody else') yield undefined;
    else
      yield isDone === cloud.isPresent
        ? `ended as ${ended}, present: ${cloud.isPresent}`
        : undefined;
  },

  'nothing is deleted twice, or against the rules': function* (account, cloud) {
    const { length } = acceptedOf(cloud);
    const [violation] = cloud.violations;
    if (violation !== undefined) yield `${violation.kind}: ${violation.detail}`;
    else yield length > 1 + inVain(account) ? `deleted ${length} times` : undefined;
  },

  'every update is answered': function* ({ said, verbs }) {
    for (const { mark, via, answer } of said) {
      if (via !== 'update') continue;
      const isOnRecord = verbs.some(({ reason }) => reason === mark);
      if (answer.is === 'lost') yield `${mark}: ${answer.why}`;
      else yield answer.is === 'unheard' && isOnRecord ? `${mark} had an effect` : undefined;
    }
  },

  'every signal is on record, with its outcome': function* ({ said, verbs }) {
    const sent = said.filter(
      ({ via, said: { verb }, answer }) =>
        via === 'signal' && verb !== 'cancel' && answer.is === 'taken',
    );
    const recorded = verbs.filter(({ via }) => via === 'signal');
    for (const { verb, outcome } of recorded) {
      yield outcome === 'pending' ? `${verb} is pending` : undefined;
    }
    if (recorded.length !== sent.length) yield `${recorded.length} of ${sent.length} are on record`;
  },

  'no workflow task fails': function* ({ history }) {
    const failed = (history.events ?? []).flatMap(
      ({ workflowTaskFailedEventAttributes: failure }) => failure ?? [],
    );
    const ours = failed.filter(({ cause }) => !cameMeanwhile.has(cause ?? 0));
    yield ours.length > 0 ? JSON.stringify(ours[0]) : undefined;
  },
} satisfies Record<string, (account: Account, cloud: Cloud) => Verdicts>;

/**
 * temporal.api.enums.v1.WorkflowTaskFailedCause: a signal or an update came in while the run said that
 * it ends, so it is asked again.
 */
const cameMeanwhile: ReadonlySet<number> = new Set([1, 31]);

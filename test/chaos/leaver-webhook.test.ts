/**
 * What HR and others post: through the webhook's process into real histories, and through real workers
 * to the state of each case. `npm run chaos` sends thousands; `SEED` repeats them, `ONLY` one of them.
 */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inLanes } from '../../bench/lanes.ts';
import type { LeaverEvent } from '../../src/domain/leaver-event.ts';
import type { OffboardingState } from '../../src/domain/state.ts';
import { offboardUserId } from '../../src/workflows/contract.ts';
import { desktopOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { correspondence } from '../support/leavers/letters.ts';
import type { Correspondence, Letter } from '../support/leavers/letters.ts';
import { post, postUntilTaken } from '../support/leavers/post.ts';
import type { Delivery, Said, Sequence } from '../support/leavers/sequence.ts';
import { seed, sequences } from '../support/leavers/sequences.ts';
import { expectedOf, wrongIn } from '../support/leavers/stand.ts';
import { until } from '../support/until.ts';
import type { WebhookProcess } from '../support/webhook-process.ts';
import { startWebhookProcess } from '../support/webhook-process.ts';
import { eventsOf, secretOf } from '../webhook/hr.ts';

const isLarge = process.env['CHAOS'] === '1';
const size = isLarge ? { recorded: 2_000, decided: 300 } : { recorded: 24, decided: 10 };
const timeout = 30 * 60_000;
/** So many requests leave nothing to other tests. */
const sequenceTest = isLarge ? test : test.concurrent;
const lanes = 10;

const idOf = (n: number) => `e${10_000 + n}`;
/** Nothing that `swift` says may be due before all has been said: it needs no approval. */
const senderOf = ({ said }: Sequence) =>
  said.some(({ type }) => type === 'leaver.expedited') ? 'careful' : 'swift';

let house: House;
/** One whose cases nobody works on, and one whose cases go on. */
let [recording, deciding]: [WebhookProcess?, WebhookProcess?] = [];

beforeAll(async () => {
  house = await startHouse({
    settings: {
      webhook: { maxNewCases: 100_000, rateLimit: 100_000 },
      leavers: {
        grace: '30 days',
        senders: { swift: { approvals: 0 }, careful: { approvals: 1 } },
      },
    },
    estate: {
      desktops: sequences(size.decided).map(([n]) => desktopOf(idOf(n), `desktop-of-${idOf(n)}`)),
    },
  });
  const secrets = ['hr', 'swift', 'careful'].map((sender) => `${sender}=${secretOf(sender)}`);
  const env = { ...house.env, OFFBOARDING_WEBHOOK_SECRETS: secrets.join(';') };
  deciding = await startWebhookProcess(env);
  recording = await startWebhookProcess({ ...env, OFFBOARDING_TASK_QUEUE: 'nobody-works-here' });
});
afterAll(async () => {
  await Promise.all([recording?.stop(), deciding?.stop()]);
  await house?.stop();
});

const casesOf = (sender: string) =>
  house.client.workflow.count(
    `WorkflowId STARTS_WITH '${offboardUserId(sender, '')}' AND ExecutionStatus = 'Running'`,
  );

/** One after the other, or all at once. */
const postAll = <T>(
  { letters }: Correspondence,
  n: number,
  postOne: (letter: Letter) => Promise<T>,
): Promise<T[]> => inLanes(letters, n % 4 === 0 ? letters.length : 1, postOne);

const postAs = (webhook: WebhookProcess | undefined) => {
  const { url = '' } = webhook ?? {};
  return async (letter: Letter): Promise<number[]> =>
    letter.forgery === undefined ? postUntilTaken(url, () => letter) : [await post(url, letter)];
};

/** Forgeries that were not refused. An address that shows nobody's secret again and again is told to wait. */
const wronglyTaken = ({ letters }: Correspondence, statuses: readonly number[][]): string[] =>
  letters.flatMap(({ id, forgery }, nth) => {
    const [status = 0] = statuses[nth] ?? [];
    const right = forgery === 'made in the future' ? [422] : [401, 429];
    return forgery === undefined || right.includes(status)
      ? []
      : [`${id} (${forgery}) was answered with ${status}`];
  });

/** Events that are in the history more or less often than they were taken. */
function wronglyRecorded(
  { letters, events }: Correspondence,
  statuses: readonly number[][],
  recorded: readonly LeaverEvent[],
): string[] {
  const unknown = recorded.filter((one) => !events.some((event) => isDeepStrictEqual(one, event)));
  const miscounted = events.filter(({ id }) => {
    const answers = statuses.filter((_, nth) => letters[nth]?.id === id).flat();
    const times = recorded.filter((event) => event.id === id).length;
    const accepted = answers.filter((status) => status === 202).length;
    // What was answered with 503, or not at all, may have been recorded all the same.
    const doubtful = answers.filter((status) => status === 503 || status === 0).length;
    return times < Math.max(1, accepted) || times > accepted + doubtful;
  });
  return [...unknown, ...miscounted].map(
    ({ id }) => `${id}: not in the history as it was answered`,
  );
}

sequenceTest(
  `what is answered with 202 is in the history of the one case, and nothing else (seed ${seed})`,
  { timeout },
  async () => {
    const broken: string[] = [];
    const counts = { letters: 0, accepted: 0, known: 0, refused: 0 };
    const all = sequences(size.recorded);
    await inLanes(all, lanes, async ([n, sequence]) => {
      const about = { sender: 'hr', personId: idOf(n), now: Date.now() };
      const sent = correspondence(sequence, about);
      const statuses = await postAll(sent, n, postAs(recording));
      const count = (...those: number[]) =>
        statuses.flat().filter((status) => those.includes(status)).length;
      counts.letters += sent.letters.length;
      counts.accepted += count(202);
      counts.known += count(200);
      counts.refused += count(401, 422, 429);
      broken.push(...wronglyTaken(sent, statuses));
      const recorded = (await eventsOf(house.client, idOf(n))) ?? [];
      broken.push(...wronglyRecorded(sent, statuses, recorded));
    });
    await until('one case each', async () => (await casesOf('hr')).count >= all.length);
    const { count: cases } = await casesOf('hr');
    console.log(
      `${all.length} sequences, ${counts.letters} requests: ${counts.accepted} accepted, ${counts.known} known, ${counts.refused} refused; ${cases} cases; ${broken.length} wrong`,
    );
    expect(broken.slice(0, 5)).toEqual([]);
    expect(cases).toBe(all.length);
  },
);

/** What is said last of all: of every second person that they stay, of the others that they go now. */
const lastWord = (sender: string): Sequence => {
  const type = sender === 'swift' ? 'leaver.expedited' : 'leaver.cancelled';
  const said: Said[] = [{ type, tick: 55, inDays: -1, writtenAs: 'UTC' }];
  const deliveries: Delivery[] = [{ is: 'event', nth: 0, repeats: 'nothing' }];
  return { said, deliveries };
};

const stand = { graceMs: 30 * 86_400_000, lanes, withinMs: 3 * 60_000 };

sequenceTest(
  `the newest event decides what becomes of a case (seed ${seed})`,
  { timeout },
  async () => {
    const began = Date.now();
    const say = async (n: number, sender: string, sequence: Sequence, prefix?: string) => {
      const about = { sender, personId: idOf(n), now: Date.now() };
      const sent = correspondence(sequence, { ...about, ...(prefix !== undefined && { prefix }) });
      await postAll(sent, n, postAs(deciding));
      return sent.events;
    };
    const people = await inLanes(sequences(size.decided), lanes, async ([n, sequence]) => {
      const sender = senderOf(sequence);
      const events = await say(n, sender, sequence);
      return { n, sender, personId: idOf(n), isApproved: sender === 'swift', events };
    });
    const before = people.map((person) => expectedOf(person).state);
    const broken = await wrongIn(house, people, stand);

    const heard = await inLanes(people, lanes, async (person) => {
      const { n, sender, events } = person;
      return {
        ...person,
        events: [...events, ...(await say(n, sender, lastWord(sender), 'last'))],
      };
    });
    broken.push(...(await wrongIn(house, heard, stand)));

    const after = heard.map((person) => expectedOf(person).state);
    const counted = (states: OffboardingState[]) =>
      [...Map.groupBy(states, (state) => state)]
        .map(([state, of]) => `${of.length} ${state}`)
        .join(', ');
    const { violations, desktops } = await house.simulator.audit();
    const deleted = Object.entries(desktops).filter(([, one]) => one.deletes_accepted > 0);
    const open = (await casesOf('swift')).count + (await casesOf('careful')).count;
    console.log(
      `${people.length} cases: ${counted(before)}; in the end ${counted(after)}; ${deleted.length} desktops deleted, ${broken.length} wrong, ${violations.length} violations, ${Math.round((Date.now() - began) / 1_000)} s`,
    );
    expect(broken.slice(0, 5)).toEqual([]);
    expect(violations).toEqual([]);
    expect(deleted.map(([name]) => name).toSorted()).toEqual(
      heard
        .filter((_, nth) => after[nth] === 'done')
        .map(({ personId }) => `desktop-of-${personId}`)
        .toSorted(),
    );
    expect(open).toBe(people.length);
  },
);

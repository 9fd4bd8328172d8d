import {
  approve,
  caseStatus,
  days,
  deletesOf,
  eventOf,
  inMs,
  leaverOf,
  openCase,
  tellCase,
  untilCase,
} from '../support/case.ts';
import type { CaseHandle } from '../support/case.ts';
import type { EstateDesktop } from '../support/estate.ts';
import { desktopOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { tell } from '../support/operator.ts';
import { until } from '../support/until.ts';
import type { Leaver } from '../../src/domain/leaver-event.ts';

/** One way a leaver's case can go. It is recorded where `meanwhile` leaves it, or at its end. */
interface CaseScenario {
  desktops: EstateDesktop[];
  leaver?: Partial<Leaver>;
  /** Of a sender with terms of its own. */
  sender?: string;
  isLeftOpen?: boolean;
  meanwhile(house: House, handle: CaseHandle, leaver: Leaver): Promise<unknown>;
}

const reason = 'they stay';
const inHalfAYear = () => ({ effectiveAt: inMs(180 * days) });

export const caseScenarios: Record<string, CaseScenario> = {
  // A case that waits for half a year meets many newer workers: what they do must fit this.
  'case-waiting': {
    desktops: [{}, {}],
    leaver: inHalfAYear(),
    isLeftOpen: true,
    meanwhile: async (house, handle) => {
      await approve(house, handle);
      await untilCase(handle, 'waiting');
    },
  },
  'case-full': {
    desktops: [{}, { is_freeze: true }],
    sender: 'locking',
    meanwhile: async (house, handle) => {
      await approve(house, handle);
      await untilCase(handle, 'blocked');
      await tell(handle, 'hold', { reason: 'a legal case' });
      await tell(handle, 'release', { reason: 'settled' });
      await untilCase(handle, 'blocked');
      await until('the other is gone', async () => (await deletesOf(house, 'case-full-0')) > 0);
      await tell(handle, 'resolve', { action: 'skip', reason: 'it stays' });
    },
  },
  'case-rescinded': {
    desktops: [{}],
    leaver: inHalfAYear(),
    meanwhile: async (house, handle) => {
      await approve(house, handle);
      await tell(handle, 'reschedule', { effectiveAt: inMs(200 * days), reason: 'later' });
      await untilCase(handle, 'waiting');
      await tell(handle, 'rescind', { reason });
    },
  },
  // Its first run: the second begins like any other.
  'case-reopened': {
    desktops: [{}],
    leaver: inHalfAYear(),
    meanwhile: async (house, handle, leaver) => {
      await untilCase(handle, 'awaiting-approval');
      await tellCase(house, eventOf('leaver.cancelled', leaver));
      await untilCase(handle, 'rescinded');
      await tellCase(house, eventOf('leaver.opened', leaver));
    },
  },
  'case-changed': {
    desktops: [{}, {}],
    meanwhile: async (house, handle) => {
      await untilCase(handle, 'awaiting-approval');
      await house.simulator.patch('case-changed-1', { tags: [{ key: 'team', value: 'x' }] });
      await approve(house, handle);
      await untilCase(handle, 'awaiting-approval');
      await tell(handle, 'exclude', { desktopId: 'case-changed-1', reason });
      await until(
        'it is kept',
        async () => (await caseStatus(handle)).desktops[1]?.action === 'keep',
      );
      await approve(house, handle);
    },
  },
  'case-cancelled': {
    desktops: [{}],
    leaver: inHalfAYear(),
    meanwhile: async (_house, handle) => {
      await untilCase(handle, 'awaiting-approval');
      await handle.cancel();
    },
  },
};

/** Ids of people have digits. */
export const personIdIn = (scenario: string) => `1-${scenario}`;
export const senderIn = (scenario: string) => caseScenarios[scenario]?.sender ?? 'hr';

/** Runs every scenario, one after the other, and gives the run of each that is to be recorded. */
export async function* runCaseScenarios(): AsyncGenerator<{ name: string; handle: CaseHandle }> {
  const all = Object.entries(caseScenarios);
  const house = await startHouse({
    settings: {
      leavers: { grace: '2 s', notice: '1 s', memory: '2 s', senders: { locking: { lock: true } } },
    },
    estate: {
      desktops: all.flatMap(([name, { desktops }]) =>
        desktops.map((facts, nth) => desktopOf(personIdIn(name), `${name}-${nth}`, facts)),
      ),
    },
  });
  try {
    for (const [name, { leaver: more, isLeftOpen = false, meanwhile }] of all) {
      const leaver = leaverOf(personIdIn(name), more);
      const open = await openCase(house, leaver, senderIn(name));
      const { runId } = await open.describe();
      await meanwhile(house, open, leaver);
      const handle: CaseHandle = house.client.workflow.getHandle(open.workflowId, runId, {
        followRuns: false,
      });
      if (!isLeftOpen) await handle.result().catch(() => undefined);
      yield { name, handle };
    }
  } finally {
    await house.stop();
  }
}

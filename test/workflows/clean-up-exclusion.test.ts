/** What an operator is told who excludes a desktop late, and what the clean-up says of it in the end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cleanUpStatus,
  desktopsIn,
  nameIn,
  noCeilings,
  policyOf,
  startCleanUp,
} from '../support/clean-up.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { refusalIn, tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

let house: House;

const reason = 'the test says so';

beforeAll(async () => {
  house = await startHouse({
    line: true,
    settings: {
      timing: { confirmPoll: '500 ms', deleteVisibleAfter: '2 s' },
      cleanUp: { ...noCeilings.cleanUp, waveSize: 2 },
    },
    estate: {
      desktops: [
        ...desktopsIn('bystander', 200),
        ...desktopsIn('sent', 2),
        ...desktopsIn('proved', 4),
        ...desktopsIn('unsure', 2),
      ],
    },
  });
});
afterAll(() => house?.stop());

const start = (group: string) => startCleanUp(house, policyOf(group));

const keep = (operation: string, name: string, part: 'request' | 'answer') =>
  house.keep({ operation, desktop_id: name, part });

/** A clean-up whose delete of a desktop has taken effect, though nobody knows; nor is the desktop read any more. */
async function deleting(group: string, name: string) {
  const sending = keep('BatchDeleteDesktops', name, 'answer');
  const handle = await start(group);
  await sending.arrived;
  return { handle, sending, reading: keep('ListDesktopsDetail', name, 'request') };
}

describe.concurrent('a desktop that an operator excludes', () => {
  test('is not said to be excluded once its delete was sent', async () => {
    const taken = nameIn('sent', 1);
    const { handle, sending, reading } = await deleting('sent', taken);
    sending.letGo();
    await reading.arrived;
    const { type, message } = await refusalIn(
      tell(handle, 'exclude', { desktopId: taken.toUpperCase(), reason }),
    );
    expect(type).toBe('TooLate');
    expect(message).toContain(`Too late: the delete of desktop ${taken} was sent at 20`);
    expect((await cleanUpStatus(handle)).exclusions).toEqual([]);
    reading.letGo();
    const result = await handle.result();
    expect(result).toMatchObject({ exclusions: [], counts: { deleted: 2, kept: 0 } });
    expect(result.verbs).toMatchObject([{ verb: 'exclude', outcome: 'refused' }]);
  });

  test('is not said to be excluded once it is proved gone, while others are on their way', async () => {
    const sending = keep('BatchDeleteDesktops', nameIn('proved', 2), 'request');
    const handle = await start('proved');
    await sending.arrived;
    const twoAreGone = async () => (await cleanUpStatus(handle)).counts.deleted === 2;
    await until('the first wave is proved', twoAreGone);
    const { type } = await refusalIn(
      tell(handle, 'exclude', { desktopId: nameIn('proved', 0), reason }),
    );
    expect(type).toBe('TooLate');
    sending.letGo();
    const result = await handle.result();
    expect(result).toMatchObject({ exclusions: [], counts: { deleted: 4, kept: 0 } });
  });

  test('is not listed in the end if a delete of which nobody knew has taken it', async () => {
    const taken = nameIn('unsure', 1);
    const { handle, sending, reading } = await deleting('unsure', taken);
    sending.cut();
    await reading.arrived;
    const answer = await tell(handle, 'exclude', { desktopId: taken, reason });
    expect(answer).toContain('is sent from now on. One may have been sent at 20');
    expect((await cleanUpStatus(handle)).exclusions).toMatchObject([{ desktopId: taken }]);
    reading.letGo();
    const result = await handle.result();
    expect(result).toMatchObject({ exclusions: [], counts: { deleted: 2, kept: 0 } });
  });
});

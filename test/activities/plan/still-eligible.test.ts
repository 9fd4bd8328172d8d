import { expect, test } from 'vitest';
import { lapsedAmong } from '../../../src/activities/plan/still-eligible.ts';
import type { DesktopDetail } from '../../../src/workspace/client.ts';
import { workspaceClient } from '../../../src/workspace/client.ts';
import { connect } from '../../../src/workspace/connection.ts';
import { projectAt } from '../../support/api-server.ts';

const keep = {
  tags: ['offboarding:keep'],
  protectUntilTag: 'protect-until',
  desktops: ['d-kept'],
  users: ['u-kept'],
  names: ['vip-*'],
};

/** Nobody answers there: what the settings keep needs no call. */
const workspace = workspaceClient(connect(projectAt('http://127.0.0.1:1')));

const protectedUntil = (value: string) => ({ tags: [{ key: 'protect-until', value }] });

test.each<[string, Partial<DesktopDetail>, string, string | undefined]>([
  ['nothing of it has changed', protectedUntil('2001-01-01'), 'u-1', undefined],
  ['it is protected for longer', protectedUntil('2999-12-31'), 'u-1', 'it is protected until'],
  ['it got another name', { computer_name: 'VIP-1' }, 'u-1', 'its computer name matches vip-*'],
  ['the settings name it by now', { desktop_id: 'd-kept' }, 'u-1', 'the settings name it'],
  ['the settings name its user by now', {}, 'u-kept', 'the settings name its user'],
])(
  'the settings are asked again whether they keep a planned desktop: %s',
  async (_what, change, userId, reason) => {
    const detail = { desktop_id: 'd-1', computer_name: 'tmp-1', status: 'ACTIVE', ...change };
    const dependencies = { leavers: { keep }, timeZone: 'UTC' };
    const lapses = await lapsedAmong(dependencies, { workspace }, [
      // All that is read of it here.
      { detail: detail as DesktopDetail, userId, onlyIf: {} },
    ]);
    const [why] = lapses.values();
    expect(why?.slice(0, reason?.length)).toBe(reason);
  },
);

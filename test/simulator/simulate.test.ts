import { describe, expect, it, test } from 'vitest';
import { EstateError, readEstate, simulate } from '../../src/simulator/simulate.ts';
import { start } from './support.ts';

const faultsOf = async (estate: object): Promise<readonly string[]> => {
  const error: unknown = await simulate({ estate }).catch((reason: unknown) => reason);
  if (!(error instanceof EstateError)) throw error;
  return error.sentences;
};

describe('refuses with one clear sentence an estate with', () => {
  test.each<[string, object, string | RegExp]>([
    [
      'a field that is unknown',
      { desktop: [] },
      'desktop is not a field that the simulator knows.',
    ],
    [
      'a wrong value',
      { desktops: [{}, { sim: { goneAs: '500' } }] },
      /^desktops\[1\]\.sim\.goneAs is "500"/,
    ],
    [
      'a wrong type',
      { desktops: [{ is_freeze: 'yes' }] },
      'desktops[0].is_freeze is "yes", but should be boolean.',
    ],
    [
      'the same id twice',
      { desktops: [{ desktop_id: 'a' }, { desktop_id: 'a' }] },
      'desktops[1].desktop_id is a, like that of desktops[0].',
    ],
    [
      'an attached user without id or name',
      { desktops: [{ attach_user_infos: [{}] }] },
      'desktops[0].attach_user_infos[0] is Object, but should be an object with user_id or user_name.',
    ],
    [
      'two users of one name, and no ids',
      { users: [{ user_name: 'a' }, { user_name: 'a' }] },
      'users[1].user_name is a, like that of users[0].',
    ],
    ['a user without a name', { users: [{ id: 'u' }] }, /^users\[0\]\.user_name is missing/],
  ])('%s', async (_, estate, sentence) => {
    expect(await faultsOf(estate)).toEqual([
      typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
    ]);
  });
});

it('tells all faults of an estate at once', async () => {
  const estate = { desktops: [{ is_freeze: 1 }, { tags: [{}] }] };
  expect(await faultsOf(estate)).toHaveLength(3);
});

it('says which estate file is not there', async () => {
  await expect(readEstate('/nowhere/estate.json')).rejects.toThrow(
    /^The estate file \/nowhere\/estate\.json cannot be read/,
  );
});

it('holds 100,000 desktops', async () => {
  const { simulator, raw } = await start({ desktops: 100_000 });
  expect([simulator.desktops, (await raw('GET', '/_sim/audit')).status]).toEqual([100_000, 200]);
});

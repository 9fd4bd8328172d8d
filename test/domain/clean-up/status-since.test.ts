import { describe, expect, test } from 'vitest';
import { statusSince } from '../../../src/domain/clean-up/status-since.ts';
import { daysAgo, desktop, now, policy } from './estate.ts';

const day = 86_400_000;

describe('how long a desktop has had its status', () => {
  const by = policy({ status: ['SHUTOFF', 'ERROR'], statusForMs: 7 * day, unusedForMs: 7 * day });
  const at = new Date(now).toISOString();
  const earlier = { status: 'SHUTOFF', since: '2031-01-01T00:00:00.000Z' };
  const since = (status: string, before: typeof earlier | undefined, lookedAt = daysAgo(1)) => {
    const look = {
      now: new Date(lookedAt).toISOString(),
      statusSince: before ? { 'd-1': before } : {},
    };
    return statusSince([desktop({ status })], by, look, at);
  };

  test('goes on from look to look, and starts anew with another', () => {
    expect(since('SHUTOFF', earlier)).toEqual({ 'd-1': earlier });
    expect(since('ERROR', earlier)).toEqual({ 'd-1': { status: 'ERROR', since: at } });
    expect(since('SHUTOFF', undefined)).toEqual({ 'd-1': { status: 'SHUTOFF', since: at } });
  });

  test('goes on from one weekly look to the next, also where that begins late', () => {
    expect(since('SHUTOFF', earlier, daysAgo(8))).toEqual({ 'd-1': earlier });
  });

  test('starts anew where nobody has looked for longer than it is about', () => {
    const anew = { 'd-1': { status: 'SHUTOFF', since: at } };
    expect(since('SHUTOFF', earlier, daysAgo(8) - 1)).toEqual(anew);
    expect(statusSince([desktop()], by, undefined, at)).toEqual(anew);
  });

  test('is forgotten once it has one that the policy does not mind', () => {
    expect(since('ACTIVE', earlier)).toEqual({});
  });
});

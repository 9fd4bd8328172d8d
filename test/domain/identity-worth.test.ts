import { expect, test } from 'vitest';
import { identityWorth } from '../../src/domain/identity-worth.ts';

test('an open cluster is called open', () => {
  expect(identityWorth(false)).toContain('can act under any name');
});

test('a name is not called proved where only the connection was', () => {
  expect(identityWorth(true)).not.toContain('any name');
  expect(identityWorth(true)).toContain('not that the name is true');
});

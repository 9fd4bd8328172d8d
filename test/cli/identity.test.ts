import { hostname, userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { identity } from '../../src/cli/identity.ts';

test('whoever acts is named by user and machine', () => {
  expect(identity()).toBe(`offboard:${userInfo().username}@${hostname()}`);
});

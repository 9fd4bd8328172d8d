import { expect, test } from 'vitest';
import type { DesktopFacts } from '../../src/domain/desktop-facts.ts';
import { changedFacts, plannedFacts } from '../../src/domain/planned-facts.ts';
import { idle } from './desktop.ts';

const facts = (more: Partial<DesktopFacts> = {}): DesktopFacts => ({ ...idle, ...more });

test('what changes by itself is no change of a plan', () => {
  const now = facts({ loginStatus: 'CONNECTED', taskStatus: 'rebooting' });
  expect(changedFacts(plannedFacts(facts()), plannedFacts(now))).toEqual([]);
});

test('what makes it another desktop is named', () => {
  const now = facts({
    attachedUsers: [{ userId: 'somebody-else', type: 'USER' }],
    frozen: true,
    tags: { team: 'x' },
  });
  expect(changedFacts(plannedFacts(facts()), plannedFacts(now))).toEqual([
    'its users',
    'whether it is frozen',
    'its tags',
  ]);
});

test('the values of tags, which may name people, are left out', () => {
  expect(plannedFacts(facts({ tags: { owner: 'Ann', a: 'b' } })).tags).toEqual(['a', 'owner']);
});

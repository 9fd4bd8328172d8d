import { namePatterns } from '../domain/name-pattern.ts';

/** Names as different as computers have them: what matches them all leaves none out. */
const names = ['a', 'Z9', '7', 'ws-0042', 'DESKTOP-8Q2F1', 'lab_x', 'mkx'];

/** True if every computer name matches one of the patterns. */
export const matchesEveryName = (patterns: readonly string[]): boolean => {
  const matching = namePatterns(patterns);
  return names.every((name) => matching(name) !== undefined);
};

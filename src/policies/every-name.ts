import picomatch from 'picomatch';

/** Names as different as computers have them: what matches them all leaves none out. */
const names = ['a', 'Z9', '7', 'ws-0042', 'DESKTOP-8Q2F1', 'lab_x.corp.local', 'mkx'];

/** True if every computer name matches one of the glob patterns. */
export const matchesEveryName = (globs: readonly string[]): boolean =>
  names.every((name) => picomatch.isMatch(name, [...globs], { nocase: true }));

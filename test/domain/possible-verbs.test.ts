import { expect, test } from 'vitest';
import { possibleVerbs } from '../../src/domain/possible-verbs.ts';
import type { DesktopStatus } from '../../src/domain/result.ts';

const at = '2030-01-31T18:00:00Z';
const running: DesktopStatus = {
  desktopId: 'd1',
  project: 'default',
  state: 'running',
  sentence: '',
  steps: [],
  verbs: [],
};
const blocked = { step: 'deleteDesktop', errorCode: 'X', message: '', advice: '', since: at };
const hold = { reason: 'legal', since: at };
const pointOfNoReturn = { at, sentence: 'The delete was accepted.' };

test.for([
  ['running', running, ['hold', 'rescind']],
  ['blocked', { ...running, state: 'blocked', blocked }, ['resolve', 'hold', 'rescind']],
  [
    'held over blocked',
    { ...running, state: 'held', beneath: 'blocked', hold, blocked },
    ['resolve', 'release', 'hold', 'rescind'],
  ],
  ['past the point of no return', { ...running, pointOfNoReturn }, []],
  ['done', { ...running, state: 'done' }, []],
] satisfies [string, DesktopStatus, string[]][])(
  'a run that is %s can be told only what it would not refuse',
  ([, status, verbs]) => expect(possibleVerbs(status)).toEqual(verbs),
);

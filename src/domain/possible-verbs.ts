import type { DesktopStatus } from './result.ts';
import { refusalOf } from './verb-rules.ts';
import type { VerbName } from './verbs.ts';
import { verbs } from './verbs.ts';

/** The verbs that `offboardDesktop` takes, as they are shown. */
const ownVerbs = ['resolve', 'release', 'hold', 'rescind'] as const satisfies VerbName[];

/** What a person can say to a desktop's run as it stands. */
export const possibleVerbs = (status: DesktopStatus): (typeof ownVerbs)[number][] => {
  const { state, beneath = state, hold, blocked, pointOfNoReturn } = status;
  const standing = { state: beneath, hold, blocked, pointOfNoReturn, now: 0 };
  return ownVerbs.filter(
    // Our own examples: a test parses them.
    (name) => refusalOf(name, JSON.parse(verbs[name].example) as never, standing) === undefined,
  );
};

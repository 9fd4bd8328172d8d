import type * as v from 'valibot';
import type { Fault } from './fault.ts';

/** A fault, and the path of keys that it is at. */
export interface PlacedFault extends Fault {
  path: readonly (string | number)[];
}

/** What a schema of ours found, whose messages are a problem and a remedy on two lines. */
export const faultsIn = (issues: readonly v.BaseIssue<unknown>[]): PlacedFault[] =>
  issues.map((issue) => {
    const path = pathOf(issue);
    const [problem = '', remedy = ''] = issue.message.split('\n');
    return { path, key: keyOf(path), problem, remedy };
  });

const pathOf = ({ path }: v.BaseIssue<unknown>) =>
  (path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));

/** `['projects', 0, 'region']` as `projects[0].region`. */
const keyOf = (path: readonly (string | number)[]) =>
  path.reduce<string>(
    (key, part) =>
      typeof part === 'number' ? `${key}[${part}]` : key === '' ? part : `${key}.${part}`,
    '',
  );

/** Reads Prometheus text and PromQL, as far as our own use of them goes. */

/** One line of a `/metrics` page. */
export interface Series {
  name: string;
  labels: Readonly<Record<string, string>>;
}

const labelsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );

/** The series of a `/metrics` page. */
export const seriesIn = (page: string): Series[] =>
  [...page.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)].map(([, name = '', labels = '']) => ({
    name,
    labels: labelsIn(labels),
  }));

export interface Matcher {
  label: string;
  is: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** What a query asks of the series of one metric. */
export interface Selector {
  metric: string;
  matchers: Matcher[];
}

export interface Query {
  selectors: Selector[];
  /** What results are grouped by. */
  labels: string[];
}

export function readQuery(promql: string): Query {
  const selectors = [...promql.matchAll(/\b(up|(?:offboarding|temporal)_\w+)\b(?:\{([^}]*)\})?/g)];
  const groups = [...promql.matchAll(/\bby \(([^)]*)\)/g)];
  return {
    selectors: selectors.map(([, metric = '', matchers = '']) => ({
      metric,
      matchers: [...matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(
        // The expression lets nothing else through.
        ([, label = '', is, value = '']) => ({ label, is: is as Matcher['is'], value }),
      ),
    })),
    labels: groups.flatMap(([, labels = '']) => labels.split(',').map((label) => label.trim())),
  };
}

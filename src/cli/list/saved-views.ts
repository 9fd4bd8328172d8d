import type { RunFilter } from './run-query.ts';
import { queryFor } from './run-query.ts';

/** Lists that an operator keeps open in the Web UI. */
const views: [name: string, filter: (endOfDay: Date) => RunFilter][] = [
  ['needs action', () => ({ needsAction: true })],
  ['blocked', () => ({ state: 'blocked' })],
  ['held', () => ({ state: 'held' })],
  ['due today', (endOfDay) => ({ dueBefore: endOfDay })],
];

/** The views as links into a Web UI; without its address, as queries for its filter. */
export const savedViews = (
  uiAddress: string | undefined,
  namespace: string,
  endOfDay: Date,
): string => {
  const width = Math.max(...views.map(([name]) => name.length));
  const lines = views.map(([name, filter]) => {
    const query = queryFor(filter(endOfDay));
    return `  ${name.padEnd(width)}  ${uiAddress === undefined ? query : link(uiAddress, namespace, query)}`;
  });
  const title =
    uiAddress === undefined
      ? 'For the filter of the Web UI (or set TEMPORAL_UI_ADDRESS for links):'
      : 'In the Web UI:';
  return [title, ...lines].join('\n');
};

const link = (uiAddress: string, namespace: string, query: string): string =>
  `${uiAddress.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows?query=${encodeURIComponent(query)}`;

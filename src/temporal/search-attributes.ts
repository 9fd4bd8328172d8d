import type { Connection } from '@temporalio/client';
import { searchAttributes } from '../workflows/contract.ts';

/** Numbers of `IndexedValueType` in Temporal's API. */
const typeIds = { KEYWORD: 2, BOOL: 5, DATETIME: 6 } as const;

/** A connection that reaches the operator service, as Connection and NativeConnection do. */
type Operated = Pick<Connection, 'operatorService'>;

/** What a namespace has of our search attributes. */
export interface SearchAttributeState {
  present: string[];
  missing: string[];
  /** Registered, but with another type. */
  mistyped: string[];
}

export const readSearchAttributes = async (
  { operatorService }: Operated,
  namespace: string,
): Promise<SearchAttributeState> => {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const state: SearchAttributeState = { present: [], missing: [], mistyped: [] };
  for (const [name, type] of Object.entries(searchAttributes)) {
    const registered = customAttributes[name];
    if (registered === undefined || registered === null) state.missing.push(name);
    else if (registered === typeIds[type]) state.present.push(name);
    else state.mistyped.push(name);
  }
  return state;
};

/** Registers what is missing; resolves to its names. Somebody else may register the same meanwhile. */
export const registerSearchAttributes = async (
  connection: Operated,
  namespace: string,
): Promise<string[]> => {
  const { missing } = await readSearchAttributes(connection, namespace);
  if (missing.length === 0) return [];
  const types = Object.entries(searchAttributes)
    .filter(([name]) => missing.includes(name))
    .map(([name, type]) => [name, typeIds[type]]);
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(types),
  });
  return missing;
};

/** What a body says of `active`: undefined if nothing, `unclear` if something that is neither. */
export type Active = boolean | undefined | 'unclear';

/** The attribute's names, as paths of a PATCH have them. */
const isActivePath = (path: unknown) =>
  typeof path === 'string' && /^(urn:ietf:params:scim:schemas:core:2\.0:User:)?active$/i.test(path);

/** A whole resource, as PUT has it. Without `active` it changes nothing. */
export const activeInResource = (body: unknown): Active => truthOf(entry(body, 'active'));

/**
 * The operations of a PATCH: with a path or with a map, in whatever case, and with "False" for false;
 * the last one that speaks of it counts.
 */
export function activeInPatch(body: unknown): Active {
  const operations = entry(body, 'operations');
  if (!Array.isArray(operations)) return 'unclear';
  return operations
    .map((operation: unknown): Active => {
      const op = String(entry(operation, 'op')).toLowerCase();
      if (op !== 'replace' && op !== 'add') return undefined;
      const [path, value] = [entry(operation, 'path'), entry(operation, 'value')];
      if (path === undefined || path === '') return activeInResource(value);
      return isActivePath(path) ? truthOf(value ?? null) : undefined;
    })
    .reduce((before, says) => says ?? before, undefined);
}

/** The names of attributes are the same in upper and lower case. */
function entry(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null) return undefined;
  return Object.entries(body).find(([key]) => key.toLowerCase() === name)?.[1];
}

function truthOf(value: unknown): Active {
  if (value === undefined || typeof value === 'boolean') return value;
  // Entra wrapped it in a list for a time.
  if (Array.isArray(value) && value.length === 1) return truthOf(entry(value[0], 'value') ?? null);
  const word = String(value).toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : 'unclear';
}

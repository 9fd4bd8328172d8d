/** What a body says of `active`: undefined if nothing, `unclear` if something that is neither. */
export type Active = boolean | undefined | 'unclear';

/** Names of the attribute: in any case, and with or without its schema. */
const activeName = /^(urn:ietf:params:scim:schemas:core:2\.0:User:)?active$/i;

/** A whole resource, as PUT has it. Without `active` it changes nothing. */
export const activeInResource = (body: unknown): Active => truthOf(entry(body, activeName));

/**
 * The operations of a PATCH: with a path or with a map, in whatever case, and with "False" for false;
 * the last one that speaks of it counts.
 */
export function activeInPatch(body: unknown): Active {
  const operations = entry(body, /^operations$/i);
  if (!Array.isArray(operations)) return 'unclear';
  return operations
    .map((operation: unknown): Active => {
      const op = String(entry(operation, /^op$/i)).toLowerCase();
      if (op !== 'replace' && op !== 'add') return undefined;
      const [path, value] = [entry(operation, /^path$/i), entry(operation, /^value$/i)];
      if (path === undefined || path === '') {
        return isObject(value) ? activeInResource(value) : 'unclear';
      }
      return activeName.test(String(path)) ? truthOf(value ?? null) : undefined;
    })
    .reduce((before, says) => says ?? before, undefined);
}

/** The name of a user, as a whole resource gives it. */
export function userNameIn(body: unknown): string | undefined {
  const name = entry(body, /^userName$/i);
  return typeof name === 'string' ? name : undefined;
}

export const isObject = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

function entry(body: unknown, name: RegExp): unknown {
  return isObject(body) ? Object.entries(body).find(([key]) => name.test(key))?.[1] : undefined;
}

function truthOf(value: unknown): Active {
  if (value === undefined || typeof value === 'boolean') return value;
  // Entra wrapped it in a list for a time.
  if (Array.isArray(value) && value.length === 1) {
    return truthOf(entry(value[0], /^value$/i) ?? null);
  }
  const word = String(value).toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : 'unclear';
}

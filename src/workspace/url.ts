/** Query parameters by the API's names; a list is sent as a repeated key, `undefined` not at all. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** RFC 3986 percent-encoding, as the signature counts it: only letters, digits and `-_.~` stay. */
export const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export function apiUrl(endpoint: string, path: readonly string[], query: Query = {}): URL {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((item) => item !== undefined)
      .map((item) => `${percentEncode(name)}=${percentEncode(String(item))}`),
  );
  const search = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  return new URL(`${endpoint}/${path.map(percentEncode).join('/')}${search}`);
}

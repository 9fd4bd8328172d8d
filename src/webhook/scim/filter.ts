/** What a provider looks a user up by. */
export interface Filter {
  attribute: 'userName' | 'id' | 'externalId';
  value: string;
}

const attributes = ['userName', 'id', 'externalId'] as const;

/** Reads `userName eq "jane"`, the one form that providers send; undefined for any other. */
export function filterIn(text: string): Filter | undefined {
  const [, name = '', quoted = ''] = /^\s*(\w+)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i.exec(text) ?? [];
  const attribute = attributes.find((known) => known.toLowerCase() === name.toLowerCase());
  if (attribute === undefined) return undefined;
  try {
    return { attribute, value: String(JSON.parse(quoted)) };
  } catch {
    return undefined;
  }
}
